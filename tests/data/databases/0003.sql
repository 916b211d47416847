-- A database as state 3 of the tables left it, with made-up people. Never changed.
PRAGMA application_id = 1735159156;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE arrivals (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    day TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    visit TEXT REFERENCES visits DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "arrivals" VALUES('a1',3,'2021-01-12','gjest','band','{"id":"a1","person":"gjest","visit":"band","day":"2021-01-12","arrived":"2021-01-12T13:00:00Z","left":"2021-01-12T14:00:00Z","handwashed":true,"sealed":"c2VhbGVk"}');
CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "calls" VALUES('c1',8,'kari','{"id":"c1","person":"kari","at":"2021-01-12T09:00:00Z","by":"kari-i-vakt","outcome":"no_answer","again_on":"2021-01-13","note":"ring etter tre","note_until":"2021-01-19"}');
CREATE TABLE cohorts (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "cohorts" VALUES('musikk',1,'{"id":"musikk","name":"Musikkgruppa"}');
CREATE TABLE day_counts (
    day TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "day_counts" VALUES('2020-12-01','{"day":"2020-12-01","visits":1,"cancelled":0,"people":2,"guests":2,"minutes":120}');
CREATE TABLE equipment (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    room TEXT REFERENCES rooms DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "equipment" VALUES('mikrofon',1,'studio','{"id":"mikrofon","name":"Sangmikrofon","washable":true,"room":"studio"}');
CREATE TABLE families (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "families" VALUES('nasjonal',7,'{"id":"nasjonal","active":false}');
CREATE TABLE house (
    id TEXT PRIMARY KEY CHECK (id = 'house'),
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "house" VALUES('house',1,'{"timezone":"Europe/Oslo","centre":{"name":"Eksempel recoverysenter","health_service":false,"cleaning_minutes":15,"washing_minutes":10,"opening_hours":{"mon":["08:00-21:00"],"tue":["08:00-21:00"],"wed":["08:00-21:00"],"thu":["08:00-21:00"],"fri":["08:00-21:00"],"sat":["08:00-21:00"],"sun":["08:00-21:00"]}}}');
CREATE TABLE households (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "households" VALUES('hjem',1,'{"id":"hjem","outside_contacts":{"2021-W01":3}}');
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    facts TEXT NOT NULL,
    undoes INTEGER REFERENCES journal,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO "journal" VALUES(1,'2020-11-28T09:00:00+00:00','kari-i-vakt','test','{}',NULL,X'B823E6ACC3111A43C7E2612D8AC512C3E90790B1F6723BE4D4D8A3A3AA62E4A5');
INSERT INTO "journal" VALUES(2,'2021-01-12T09:00:00+00:00','kari-i-vakt','test','{}',NULL,X'D3BFDE0C7CAB58F5E31F691138115D3CAD04D64062CFE95B390333092FFE8821');
INSERT INTO "journal" VALUES(3,'2021-01-12T09:00:00+00:00','kari-i-vakt','test','{}',NULL,X'4FC7D1F0743CE90D2B388B1FCE82C9F6E0482A1BB060EB6E192961B51BE44CFC');
INSERT INTO "journal" VALUES(4,'2021-01-12T09:00:00+00:00','kari-i-vakt','edit','{}',NULL,X'3FB7257608CDFFC9B90BE3B32938BAB1E1FA50AF1F493F99D6C2A6D0A87880B7');
INSERT INTO "journal" VALUES(5,'2021-01-12T09:00:00+00:00','kari-i-vakt','undo','{}',4,X'F5B08ACD96D0E53CEE97F34F15AC39820698EA4F871E2D05F11F68AEA19C3A5D');
INSERT INTO "journal" VALUES(6,'2021-01-12T09:00:00+00:00','kari-i-vakt','purge','{"bookings": 1, "changes": 4, "guests": 1}',NULL,X'FE351F445C9AD9E1118294ED7296048A11C2BCAFC6B1F359DBDF25895B50D0CC');
INSERT INTO "journal" VALUES(7,'2021-01-12T09:00:00+00:00','admin','family_off','{}',NULL,X'A28BCEC20BCEF861B92603E87A65E65464D06A0A1B20E75F0BE7F358E5066AA0');
INSERT INTO "journal" VALUES(8,'2021-01-12T10:00:00+00:00','kari-i-vakt','test','{}',NULL,X'2FA9604077669FEC451D7796F4A2F92D71B34F69C92AFABD257482B7E5C2347D');
CREATE TABLE journal_changes (
    seq INTEGER NOT NULL REFERENCES journal,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    day TEXT,
    id TEXT,
    before TEXT,
    after TEXT,
    salt BLOB,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "journal_changes" VALUES(1,0,'house',NULL,'house',NULL,'{"timezone":"Europe/Oslo","centre":{"name":"Eksempel recoverysenter","health_service":false,"cleaning_minutes":15,"washing_minutes":10,"opening_hours":{"mon":["08:00-21:00"],"tue":["08:00-21:00"],"wed":["08:00-21:00"],"thu":["08:00-21:00"],"fri":["08:00-21:00"],"sat":["08:00-21:00"],"sun":["08:00-21:00"]}}}',X'43023EC781256E040AAD412878ED39FA',X'8B14154A5243A54DD224612ED255CDD05ACA83037443A8DFEFBB2B6CFFA2940F');
INSERT INTO "journal_changes" VALUES(1,1,'room',NULL,'studio',NULL,'{"id":"studio","name":"Studio","capacity_1m":null,"capacity_2m":4,"cleaning_minutes":null}',X'8A04BDA3F1163687E75DDFB862EEF650',X'B29CAE4D0C889193F166B87ABE039959EB948AE999F7ADA53DEC61C87C20B40A');
INSERT INTO "journal_changes" VALUES(1,2,'equipment',NULL,'mikrofon',NULL,'{"id":"mikrofon","name":"Sangmikrofon","washable":true,"room":"studio"}',X'5D820225B9A9ED50F1015AF1D5514830',X'188BB64206629EC0CB8346995653B1A90B547537966778C31937F4EBFF60FD31');
INSERT INTO "journal_changes" VALUES(1,3,'cohort',NULL,'musikk',NULL,'{"id":"musikk","name":"Musikkgruppa"}',X'18D306B645DE66675C73672594F5356E',X'DD5CA15B8B38B46D1E0216A75594E9D0B2991F81A7C9D186A4B058788C4122E9');
INSERT INTO "journal_changes" VALUES(1,4,'household','2020-11-28',NULL,NULL,NULL,NULL,X'E483F7D361DF10C7331408AA1771C31EAD22D48B95D2FE14E53D8FABE6F4A616');
INSERT INTO "journal_changes" VALUES(1,5,'person',NULL,'kari',NULL,'{"id":"kari","name":"Kari Eksempel","phone":"41234567","role":"staff","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[]}',X'7CDBCE033F81C9822A96AC2D8BE7C868',X'79142E676DCBDDEF758CBC14A0892189BB5E9E5B85FE270FB67F231DFA5B7B81');
INSERT INTO "journal_changes" VALUES(1,6,'person','2020-11-28',NULL,NULL,NULL,NULL,X'D38C8CEBA7B08C802929AE244B89BFC57535696D3E7BA268C622F96C53CE72DD');
INSERT INTO "journal_changes" VALUES(1,7,'person',NULL,NULL,NULL,NULL,NULL,X'BE49BAE7CF968A7EF6F40A86159E7DDE72A1A4EC3FADEBFC3B8378DB403C9A28');
INSERT INTO "journal_changes" VALUES(1,8,'visit','2020-12-01',NULL,NULL,NULL,NULL,X'B7B060C04FFE97D3ACAE4685C6453CC2649DEA42999B3915FFE8854D364AC35A');
INSERT INTO "journal_changes" VALUES(2,0,'person',NULL,'gjest',NULL,'{"id":"gjest","name":"Liv Prøve","phone":null,"role":"guest","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":"per","symptoms":[]}',X'02BD235987B999B66E6480F27796CC35',X'73DF4837EF5FF42218F6C47F0918F13C4163D944DB7D0DD1A0F8DFD1212E822F');
INSERT INTO "journal_changes" VALUES(2,1,'visit','2021-01-12','band',NULL,'{"id":"band","start":"2021-01-12T13:00:00Z","end":"2021-01-12T14:00:00Z","people":["per","kari","gjest"],"title":null,"kind":"activity","setting":"centre","room":"studio","absent":[],"public":false,"link":null,"host":null,"booked_at":null,"equipment":["mikrofon"],"masks":null,"distance_m":null,"purpose":null,"assessed_at":null,"status":"planned","handwashed":null,"surfaces_cleaned":null}',X'B4E6307F77CE4DC2AA0B261D18682DA9',X'C572736518B6449F685A53FF07EB56C9494F40C8C1DD4D31ED2E574B8F13B52D');
INSERT INTO "journal_changes" VALUES(3,0,'waiver','2021-01-12','band senter.cohort 2021-01-20',NULL,'{"rule":"senter.cohort","visit":"band","reason":"prøve før konsert","by":"kari","until":"2021-01-20"}',X'2C649B1872A557BAFE54553B62B85514',X'4551207D52FA72F1883DF6F47F4B9C6CA4543135E5444595DA7BEF6662389ABC');
INSERT INTO "journal_changes" VALUES(3,1,'arrival','2021-01-12','a1',NULL,'{"id":"a1","person":"gjest","visit":"band","day":"2021-01-12","arrived":"2021-01-12T13:00:00Z","left":"2021-01-12T14:00:00Z","handwashed":true,"sealed":"c2VhbGVk"}',X'CB9CF81CF4645BA621048BD3462BB3D6',X'0F0B55902CE083B89427B4777D773047697EB3E28716277E0DF62826085AF311');
INSERT INTO "journal_changes" VALUES(4,0,'person',NULL,'kari','{"id":"kari","name":"Kari Eksempel","phone":"41234567","role":"staff","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[]}','{"id":"kari","name":"Kari Eksempel","phone":"40612345","role":"staff","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[]}',X'3143B7D61A877915B670752F04604A2D',X'206EC35ED21053891C181A417635D88CE8A4C15E3EDB213174F4DF18B80792AC');
INSERT INTO "journal_changes" VALUES(5,0,'person',NULL,'kari','{"id":"kari","name":"Kari Eksempel","phone":"40612345","role":"staff","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[]}','{"id":"kari","name":"Kari Eksempel","phone":"41234567","role":"staff","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[]}',X'674E10323AC47CFC9D8A0B02E5241CA7',X'37B1D8865B82AA676D05B881A814F93C20142C3251817C94B25CF9F80F6F3B21');
INSERT INTO "journal_changes" VALUES(7,0,'family',NULL,'nasjonal',NULL,'{"id":"nasjonal","active":false}',X'7368C1B9C7D14FFC91311755DE35BA02',X'E40F611BF033E060C84063D86088FD76BB50C9316C8BCE938F636D42E38DCA4A');
INSERT INTO "journal_changes" VALUES(8,0,'series','2021-01-26','kor',NULL,'{"id":"kor","first":"2021-01-12","last":"2021-01-26","weeks":1,"starts":"18:00:00","minutes":90,"skipped":[],"title":"Kor","kind":"activity","setting":"centre","room":"studio","people":["kari"],"host":null,"equipment":["mikrofon"],"public":false,"link":null,"masks":null,"distance_m":null,"purpose":null,"booked_at":null}',X'009A5B03C2680178FD97AFE8BB402E9E',X'ED4683AEB1DD8705397AFD0AED1642A4502D22E546C39987006C34BF5BDB873D');
INSERT INTO "journal_changes" VALUES(8,1,'loan','2021-01-12','l1',NULL,'{"id":"l1","thing":"mikrofon","person":"kari","out":"2021-01-12T09:00:00Z","back":"2021-01-12T10:00:00Z","washed":null}',X'B3F6A9BAC3AFC4F7A0CFCAEDE3FBAAC5',X'530FB08DCD5B525085C0377D1A61814C49707291856D4163B532FBBC62C973BA');
INSERT INTO "journal_changes" VALUES(8,2,'call','2021-01-12','c1',NULL,'{"id":"c1","person":"kari","at":"2021-01-12T09:00:00Z","by":"kari-i-vakt","outcome":"no_answer","again_on":"2021-01-13","note":"ring etter tre","note_until":"2021-01-19"}',X'3D77A9498CDC31A4CBBD274F712D3A8A',X'6B84C8A7EF5DB59941663E94F01754EA446F7B80AB71EE77D93795BB3163EE19');
INSERT INTO "journal_changes" VALUES(8,3,'notice','2021-01-13','n1',NULL,'{"id":"n1","text":"Nøkkelen ligger i skuffen","by":"kari-i-vakt","at":"2021-01-12T10:00:00Z","until":"2021-01-13"}',X'2E38D1073DA656168BA6504DC42688CC',X'FF4C495C0FF8286E52D5FF07106B40FBD37E88B18920DF9374FA04022FC913D9');
INSERT INTO "journal_changes" VALUES(8,4,'language',NULL,'kari',NULL,'{"id":"kari","person":"kari","language":"en"}',X'44FB598418AF703FE808D190A297667E',X'527975A427D86FAA11013CC2821E0DF60A5B1B016AD842894676686E611A13F7');
CREATE TABLE languages (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "languages" VALUES('kari',8,'kari','{"id":"kari","person":"kari","language":"en"}');
CREATE TABLE loans (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    thing TEXT NOT NULL REFERENCES equipment DEFERRABLE INITIALLY DEFERRED,
    person TEXT REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "loans" VALUES('l1',8,'mikrofon','kari','{"id":"l1","thing":"mikrofon","person":"kari","out":"2021-01-12T09:00:00Z","back":"2021-01-12T10:00:00Z","washed":null}');
CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    program TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
INSERT INTO "migrations" VALUES(1,'records_and_journal','0.1.0','2021-01-12T09:00:00+00:00');
INSERT INTO "migrations" VALUES(2,'families_are_switched','0.1.0','2021-01-12T09:00:00+00:00');
INSERT INTO "migrations" VALUES(3,'the_day_beside_the_plan','0.1.0','2021-01-12T09:00:00+00:00');
CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "notices" VALUES('n1',8,'{"id":"n1","text":"Nøkkelen ligger i skuffen","by":"kari-i-vakt","at":"2021-01-12T10:00:00Z","until":"2021-01-13"}');
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "people" VALUES('kari',5,'{"id":"kari","name":"Kari Eksempel","phone":"41234567","role":"staff","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[]}');
INSERT INTO "people" VALUES('per',1,'{"id":"per","name":"Per Påhitt","phone":null,"role":"participant","household":"hjem","cohort":"musikk","born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":null,"symptoms":[{"from":"2021-01-02","cleared":"2021-01-05"}]}');
INSERT INTO "people" VALUES('gjest',2,'{"id":"gjest","name":"Liv Prøve","phone":null,"role":"guest","household":null,"cohort":null,"born":null,"lives_alone":false,"mask_exempt":false,"risk_group":null,"fixed_contacts":[],"fixed_household":null,"comes_with":"per","symptoms":[]}');
CREATE TABLE people_named (
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    named TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (person, named)
) STRICT, WITHOUT ROWID;
INSERT INTO "people_named" VALUES('gjest','per');
CREATE TABLE rooms (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "rooms" VALUES('studio',1,'{"id":"studio","name":"Studio","capacity_1m":null,"capacity_2m":4,"cleaning_minutes":null}');
CREATE TABLE series (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    room TEXT REFERENCES rooms DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "series" VALUES('kor',8,'studio','{"id":"kor","first":"2021-01-12","last":"2021-01-26","weeks":1,"starts":"18:00:00","minutes":90,"skipped":[],"title":"Kor","kind":"activity","setting":"centre","room":"studio","people":["kari"],"host":null,"equipment":["mikrofon"],"public":false,"link":null,"masks":null,"distance_m":null,"purpose":null,"booked_at":null}');
CREATE TABLE series_equipment (
    series TEXT NOT NULL REFERENCES series ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    thing TEXT NOT NULL REFERENCES equipment DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (series, thing)
) STRICT, WITHOUT ROWID;
INSERT INTO "series_equipment" VALUES('kor','mikrofon');
CREATE TABLE series_people (
    series TEXT NOT NULL REFERENCES series ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (series, person)
) STRICT, WITHOUT ROWID;
INSERT INTO "series_people" VALUES('kor','kari');
CREATE TABLE unscrubbed (
    seq INTEGER PRIMARY KEY REFERENCES journal
) STRICT;
CREATE TABLE visit_equipment (
    visit TEXT NOT NULL REFERENCES visits ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    thing TEXT NOT NULL REFERENCES equipment DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (visit, thing)
) STRICT, WITHOUT ROWID;
INSERT INTO "visit_equipment" VALUES('band','mikrofon');
CREATE TABLE visit_people (
    visit TEXT NOT NULL REFERENCES visits ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (visit, person)
) STRICT, WITHOUT ROWID;
INSERT INTO "visit_people" VALUES('band','gjest');
INSERT INTO "visit_people" VALUES('band','kari');
INSERT INTO "visit_people" VALUES('band','per');
CREATE TABLE visits (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends > starts),
    peopled INTEGER NOT NULL CHECK (peopled IN (0, 1)),
    room TEXT REFERENCES rooms DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "visits" VALUES('gammel',6,1606816800000000,1606820400000000,0,NULL,'{"id":"gammel","start":"2020-12-01T10:00:00Z","end":"2020-12-01T11:00:00Z","kind":"activity","setting":"centre","room":null,"equipment":[],"purpose":null,"status":"planned"}');
INSERT INTO "visits" VALUES('band',2,1610456400000000,1610460000000000,1,'studio','{"id":"band","start":"2021-01-12T13:00:00Z","end":"2021-01-12T14:00:00Z","people":["per","kari","gjest"],"title":null,"kind":"activity","setting":"centre","room":"studio","absent":[],"public":false,"link":null,"host":null,"booked_at":null,"equipment":["mikrofon"],"masks":null,"distance_m":null,"purpose":null,"assessed_at":null,"status":"planned","handwashed":null,"surfaces_cleaned":null}');
CREATE TABLE waivers (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    visit TEXT NOT NULL REFERENCES visits DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;
INSERT INTO "waivers" VALUES('band senter.cohort 2021-01-20',3,'band','{"rule":"senter.cohort","visit":"band","reason":"prøve før konsert","by":"kari","until":"2021-01-20"}');
CREATE INDEX journal_by_undone ON journal (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX journal_changes_by_id ON journal_changes (kind, id) WHERE id IS NOT NULL;
CREATE INDEX journal_changes_by_day ON journal_changes (kind, day)
    WHERE id IS NOT NULL AND day IS NOT NULL;
CREATE INDEX equipment_by_room ON equipment (room) WHERE room IS NOT NULL;
CREATE INDEX people_named_by_named ON people_named (named);
CREATE INDEX visits_by_start ON visits (starts, id);
CREATE INDEX visits_with_people ON visits (starts, id) WHERE peopled = 1;
CREATE INDEX visits_by_room ON visits (room) WHERE room IS NOT NULL;
CREATE INDEX visit_people_by_person ON visit_people (person);
CREATE INDEX visit_equipment_by_thing ON visit_equipment (thing);
CREATE INDEX waivers_by_visit ON waivers (visit);
CREATE INDEX arrivals_by_day ON arrivals (day, id);
CREATE INDEX arrivals_by_person ON arrivals (person);
CREATE INDEX arrivals_by_visit ON arrivals (visit) WHERE visit IS NOT NULL;
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never changed'); END;
CREATE TRIGGER journal_is_not_removed BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never removed'); END;
CREATE TRIGGER journal_changes_are_not_removed BEFORE DELETE ON journal_changes
BEGIN SELECT RAISE(ABORT, 'a change in the journal is never removed'); END;
CREATE TRIGGER journal_changes_are_only_forgotten BEFORE UPDATE ON journal_changes
WHEN NEW.id IS NOT NULL OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL
    OR NEW.salt IS NOT NULL OR NEW.seq <> OLD.seq OR NEW.place <> OLD.place
    OR NEW.kind <> OLD.kind OR NEW.day IS NOT OLD.day OR NEW.digest <> OLD.digest
BEGIN SELECT RAISE(ABORT, 'a change in the journal can only lose its details'); END;
CREATE INDEX calls_by_person ON calls (person);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('journal',8);
COMMIT;
