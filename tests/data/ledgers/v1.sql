BEGIN TRANSACTION;
CREATE TABLE events (
        id INTEGER PRIMARY KEY, span TEXT NOT NULL, parent TEXT, time REAL NOT NULL,
        sample TEXT, attempt INTEGER, role TEXT, kind TEXT NOT NULL, payload TEXT NOT NULL
    );
INSERT INTO "events" VALUES(1,'00000000000000aa','090916238d959168',1700000000.0,'s1',1,'writer','chat','{"version":1,"kind":"chat","span":"00000000000000aa","parent":"090916238d959168","time":1700000000.0,"seconds":0.0,"sample":"s1","attempt":1,"gen_ai.agent.name":"writer","gen_ai.operation.name":"chat","gen_ai.request.model":"m","messages":["dba36bffa5cab0f922d087a3aeb179f9"],"reply_key":"key-1","step":0,"gen_ai.usage.input_tokens":10,"gen_ai.usage.output_tokens":5,"cost":0.25,"cached":false,"retries":0}');
INSERT INTO "events" VALUES(2,'00000000000000aa','7e7da6f1383f6715',1700000001.0,'s1',1,NULL,'check','{"version":1,"kind":"check","span":"00000000000000aa","parent":"7e7da6f1383f6715","time":1700000001.0,"seconds":0.0,"sample":"s1","attempt":1,"name":"leak","passed":false,"why":"w"}');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('minutes','1.500');
CREATE TABLE outcomes (
        sample_id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, accepted INTEGER NOT NULL,
        reason TEXT NOT NULL, sample TEXT NOT NULL, attempts INTEGER NOT NULL
    );
INSERT INTO "outcomes" VALUES('s1',1,0,'leak','{}',1);
INSERT INTO "outcomes" VALUES('s2',2,1,'','{"n": 2}',1);
CREATE TABLE replies (key TEXT PRIMARY KEY, value TEXT NOT NULL, created REAL NOT NULL);
INSERT INTO "replies" VALUES('key-1','{"content": "reply"}',1700000000.0);
CREATE TABLE spend (
        role TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, cached INTEGER NOT NULL,
        failed INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
        cost REAL NOT NULL, PRIMARY KEY (role, model)
    );
INSERT INTO "spend" VALUES('writer','m',1,0,0,10,5,0.25);
CREATE TABLE texts (key TEXT PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO "texts" VALUES('dba36bffa5cab0f922d087a3aeb179f9','words');
CREATE INDEX events_of_sample ON events (sample) WHERE sample IS NOT NULL;
CREATE INDEX events_of_kind ON events (kind);
CREATE INDEX outcomes_in_order ON outcomes (ordinal);
COMMIT;
PRAGMA user_version = 1;
