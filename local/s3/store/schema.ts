// The order of TEXT is that of its UTF-8 bytes, which is the order in which S3 lists keys.
export const schema = `
CREATE TABLE IF NOT EXISTS buckets (
  name TEXT PRIMARY KEY, created INTEGER NOT NULL, versioned INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS versions (
  id INTEGER PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL, sequencer TEXT NOT NULL,
  latest INTEGER NOT NULL, marker INTEGER NOT NULL, bytes INTEGER NOT NULL, etag TEXT NOT NULL,
  modified INTEGER NOT NULL, headers TEXT NOT NULL, metadata TEXT NOT NULL, checksum TEXT, origin TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS latest_versions ON versions (bucket, key) WHERE latest = 1;
CREATE UNIQUE INDEX IF NOT EXISTS history ON versions (bucket, key, sequencer DESC);
CREATE UNIQUE INDEX IF NOT EXISTS named_versions ON versions (bucket, key, version);

CREATE TABLE IF NOT EXISTS pieces (
  owner INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE, number INTEGER NOT NULL,
  file TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (owner, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pieces_by_file ON pieces (file);

CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started INTEGER NOT NULL,
  headers TEXT NOT NULL, metadata TEXT NOT NULL, checksum TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads (bucket, key, id);

CREATE TABLE IF NOT EXISTS parts (
  upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE, number INTEGER NOT NULL, file TEXT NOT NULL,
  bytes INTEGER NOT NULL, md5 TEXT NOT NULL, checksum TEXT, modified INTEGER NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS sequencers (only INTEGER PRIMARY KEY CHECK (only = 1), last TEXT NOT NULL) STRICT;
INSERT OR IGNORE INTO sequencers VALUES (1, '000000000000000000');
`;
