/** A line of the log that is metrics, too: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export function metricsIn(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return undefined;
  try {
    const value = JSON.parse(line) as Record<string, unknown> & { _aws?: { CloudWatchMetrics?: unknown } };
    return Array.isArray(value._aws?.CloudWatchMetrics) ? value : undefined;
  } catch {
    return undefined;
  }
}
