import { describe, expect, test } from '@jest/globals';
import { type Template, UnsupportedTemplateError } from '../../../local/template/index.ts';
import { changing, deploymentOf } from './deployments.ts';

function stops(change: (template: Template) => void, context: Record<string, string> = {}) {
  return expect(() => deploymentOf(context, change));
}

describe('stops at', () => {
  test('a type of resource that neither runs nor is known not to matter, by path and type', () => {
    const add = (template: Template) => {
      Object.assign(template.Resources ?? {}, {
        Alarm: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Metadata: { 'aws:cdk:path': 'Darkroom/Alarms/Red/Resource' },
        },
      });
    };
    stops(add).toThrow(UnsupportedTemplateError);
    stops(add).toThrow(
      /Darkroom\/Alarms\/Red\/Resource \(AWS::CloudWatch::CompositeAlarm\).*local\/template\/template\.ts/,
    );
  });

  test.each([
    ['Darkroom/Buckets/Uploads/Resource', 'ObjectLockEnabled', true],
    ['Darkroom/Buckets/Uploads/Resource', 'BucketName', 'mine'],
    ['Darkroom/PhotoMachine/ResizePhoto/Function/Resource', 'Layers', []],
    ['Darkroom/PhotoMachine/ResizePhoto/Function/Resource', 'EphemeralStorage', { Size: 1024 }],
    ['Darkroom/UploadLinks/Presign/Function/FunctionUrl/Resource', 'InvokeMode', 'RESPONSE_STREAM'],
    ['Darkroom/BufferedTrigger/Buffer/Resource', 'DelaySeconds', 5],
    ['Darkroom/BufferedTrigger/Uploaded/Rule/Resource', 'ScheduleExpression', 'rate(1 day)'],
    ['Darkroom/BufferedTrigger/StartExecution/Function/SqsEventSource', 'FilterCriteria', {}],
    ['Darkroom/Notices/Topic/Resource', 'FifoTopic', true],
    ['Darkroom/PhotoMachine/StateMachine/Resource', 'DefinitionS3Location', {}],
  ])('a property of %s that is not read: %s', (path, property, value) => {
    const change = changing(path, (properties) => {
      properties[property] = value;
    });
    stops(change, { 'delivery.mode': 'buffered' }).toThrow(UnsupportedTemplateError);
    stops(change, { 'delivery.mode': 'buffered' }).toThrow(`Properties.${property}`);
    stops(change, { 'delivery.mode': 'buffered' }).toThrow(path);
  });

  test.each([
    [
      'Darkroom/Buckets/Uploads/Resource',
      'CorsConfiguration.CorsRules[0].AllowCredentials',
      (p: Any) => {
        p.CorsConfiguration.CorsRules[0].AllowCredentials = true;
      },
    ],
    [
      'Darkroom/Buckets/Uploads/Resource',
      'NotificationConfiguration.LambdaConfigurations',
      (p: Any) => {
        p.NotificationConfiguration.LambdaConfigurations = [];
      },
    ],
    [
      'Darkroom/DirectTrigger/Uploaded/Rule/Resource',
      'Targets[0].InputTransformer',
      (p: Any) => {
        p.Targets[0].InputTransformer = { InputTemplate: '{}' };
      },
    ],
    [
      'Darkroom/UploadLinks/Presign/Function/FunctionUrl/Resource',
      'Cors.AllowCredentials',
      (p: Any) => {
        p.Cors.AllowCredentials = true;
      },
    ],
  ])('a property inside of %s that is not read: %s', (path, place, change) => {
    stops(changing(path, change)).toThrow(`${path}`);
    stops(changing(path, change)).toThrow(`Properties.${place}`);
  });

  test.each([
    ['Handler', 'other.handler'],
    ['Runtime', 'python3.13'],
    ['Timeout', '12'],
    ['MemorySize', 0.5],
    ['Environment', { Variables: { PORT: 80 } }],
  ])('a value that cannot be had here: %s', (property, value) => {
    const change = changing('Darkroom/PhotoMachine/ResizePhoto/Function/Resource', (properties) => {
      properties[property] = value;
    });
    stops(change).toThrow(UnsupportedTemplateError);
    stops(change).toThrow(`Properties.${property}`);
  });

  test('a rule that is turned off', () => {
    const off = changing('Darkroom/DirectTrigger/Uploaded/Rule', (properties) => {
      properties.State = 'DISABLED';
    });
    stops(off).toThrow('it is "DISABLED"');
  });

  test.each([
    [{ 'Fn::ImportValue': 'x' }, 'the intrinsic Fn::ImportValue'],
    [{ 'Fn::If': ['A', 'b', 'c'] }, 'the intrinsic Fn::If'],
    [{ Ref: 'Nowhere' }, 'Nowhere does not run here'],
    [{ Ref: 'AWS::NotificationARNs' }, 'AWS::NotificationARNs does not run here'],
    [{ Ref: 'BootstrapVersion' }, 'BootstrapVersion does not run here'],
    [{ 'Fn::GetAtt': ['BucketsUploadsDA8F1F54', 'WebsiteURL'] }, 'the attribute WebsiteURL'],
    [{ 'Fn::FindInMap': ['Console', 'aws-nowhere', 'host'] }, 'no Console.aws-nowhere.host'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of CloudFormation
    [{ 'Fn::Sub': 'at ${Nowhere.Arn}' }, 'Nowhere does not run here'],
  ])('a reference that is not known here: %j', (value, message) => {
    const change = changing('Darkroom/PhotoMachine/ResizePhoto/Function/Resource', (properties) => {
      (properties.Environment as Any).Variables.RENDITIONS = value;
    });
    stops(change).toThrow(UnsupportedTemplateError);
    stops(change).toThrow(message);
    stops(change).toThrow('Properties.Environment.Variables.RENDITIONS');
  });

  test('a placeholder of the definition without a value', () => {
    const change = changing('Darkroom/PhotoMachine/StateMachine/Resource', (properties) => {
      delete (properties.DefinitionSubstitutions as Any).NoticesTopicArn;
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
    stops(change).toThrow('${NoticesTopicArn}');
  });

  test('a value that breaks the definition', () => {
    const change = changing('Darkroom/PhotoMachine/StateMachine/Resource', (properties) => {
      (properties.DefinitionSubstitutions as Any).UploadsPrefix = 'a"b';
    });
    stops(change).toThrow('no JSON');
  });

  test('a resource on a condition, a section, a function without its folder', () => {
    stops((template) => {
      for (const resource of Object.values(template.Resources ?? {})) resource.Condition = 'Sometimes';
    }).toThrow('the attribute Condition');
    stops((template) => {
      template.Transform = 'AWS::Serverless-2016-10-31';
    }).toThrow('Transform');
    stops((template) => {
      for (const { Metadata } of Object.values(template.Resources ?? {})) delete Metadata?.['darkroom:entry'];
    }).toThrow('darkroom:entry');
  });

  test('a target that is not of this template', () => {
    const change = changing('Darkroom/DirectTrigger/Uploaded/Rule', (properties) => {
      (properties.Targets as Any)[0].Arn = 'arn:aws:lambda:us-east-1:111122223333:function:Theirs';
    });
    stops(change).toThrow('arn:aws:lambda:us-east-1:111122223333:function:Theirs');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: properties of a template, as the test changes them
type Any = any;
