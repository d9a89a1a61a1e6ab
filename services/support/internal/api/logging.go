package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/processinglog"
)

// about answers the entry in the processing log of what is done with the data of residents, each once.
func (d Deps) about(ctx context.Context, fields string, residentIDs ...string) processinglog.Entry {
	return d.aboutSubjects(ctx, "resident", fields, residentIDs...)
}

func (d Deps) aboutSubjects(ctx context.Context, kind, fields string, ids ...string) processinglog.Entry {
	log := processinglog.Log{DB: d.DB, Clock: d.Clock, SubjectType: kind, Pseudonym: d.Privacy.Logged}
	return log.About(ctx, fields, ids...)
}

// entries are those of one action in both logs.
type entries struct {
	processing []processinglog.Entry
	audit      []auditlog.Entry
}

// done answers the entries of what is done with the data of residents. Object is what with.
func (d Deps) done(ctx context.Context, fields, object string, residentIDs ...string) entries {
	return entries{
		processing: []processinglog.Entry{d.about(ctx, fields, residentIDs...)},
		audit:      []auditlog.Entry{auditlog.Done(ctx, object)},
	}
}

// logRead has what was read of residents in both logs before it is answered. Object is what was read.
func (d Deps) logRead(ctx context.Context, fields, object string, residentIDs ...string) error {
	return d.logApart(ctx, d.done(ctx, fields, object, residentIDs...))
}

// logApart enters what is done into both logs in a transaction of its own.
func (d Deps) logApart(ctx context.Context, e entries) error {
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return d.log(ctx, tx, e) })
}

// log enters what is done into both logs, in its transaction.
func (d Deps) log(ctx context.Context, tx *sql.Tx, e entries) error {
	if err := processinglog.Append(ctx, tx, d.now(), e.processing...); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, d.now(), e.audit...)
}
