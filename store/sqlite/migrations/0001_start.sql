-- +goose Up
-- Times are integer milliseconds UTC, 0 for none.

CREATE TABLE document (
    project TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    rev     INTEGER NOT NULL,
    terms   TEXT NOT NULL, -- JSON [[name,value],…], '' for none: what stands in term
    body    TEXT NOT NULL,
    PRIMARY KEY (project, kind, id)
) STRICT;

CREATE TABLE term (
    project TEXT NOT NULL,
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    id      TEXT NOT NULL,
    PRIMARY KEY (project, kind, name, value, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
    project TEXT NOT NULL,
    event   TEXT NOT NULL,
    ack     BLOB,
    at      INTEGER NOT NULL,
    PRIMARY KEY (project, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
    project TEXT NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    due     INTEGER NOT NULL,
    fence   TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (project, kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX timer_due ON timer (due, project, kind, subject);

CREATE TABLE item (
    seq        INTEGER PRIMARY KEY,
    project    TEXT NOT NULL,
    id         TEXT NOT NULL,
    port       TEXT NOT NULL,
    op         TEXT NOT NULL,
    place      TEXT NOT NULL,
    lane       INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    root       TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    batch      TEXT NOT NULL,
    not_before INTEGER NOT NULL, -- as made; until then the item is not in line
    not_after  INTEGER NOT NULL,
    retry      INTEGER NOT NULL, -- until then the item keeps its lane waiting
    fence      TEXT NOT NULL,
    state      TEXT NOT NULL,
    line       INTEGER NOT NULL, -- 1: ready, sending or unknown, and its root is sent
    body       TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    ref        TEXT NOT NULL,
    error      TEXT NOT NULL,
    at         INTEGER NOT NULL,
    done       INTEGER NOT NULL,
    UNIQUE (project, id)
) STRICT;

CREATE INDEX item_line ON item (project, place, lane, seq) WHERE line = 1;
CREATE INDEX item_root ON item (project, root) WHERE root <> '';
CREATE INDEX item_subject ON item (project, subject) WHERE subject <> '';
CREATE INDEX item_batch ON item (project, batch) WHERE batch <> '';
CREATE INDEX item_ref ON item (project, ref) WHERE ref <> '';
CREATE INDEX item_words ON item (project, done) WHERE done > 0 AND body <> '';
CREATE INDEX item_stuck ON item (project, state) WHERE state IN ('failed', 'held', 'unknown');

CREATE TABLE place (
    project      TEXT NOT NULL,
    place        TEXT NOT NULL,
    hold         INTEGER NOT NULL, -- takes nothing before this
    lease        TEXT NOT NULL,    -- '' for free
    leased_until INTEGER NOT NULL,
    wake         INTEGER,          -- when it may have something to lease; 0 for now, NULL for nothing
    turn         INTEGER NOT NULL, -- first come, first served among those that wake
    PRIMARY KEY (project, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX place_wake ON place (wake, turn) WHERE wake IS NOT NULL;
