package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/processinglog"
)

// about answers the entry in the processing log of what is done with the data of clients, each once.
func (d Deps) about(ctx context.Context, fields string, clientIDs ...string) processinglog.Entry {
	log := processinglog.Log{DB: d.DB, Clock: d.Clock, SubjectType: "client", Pseudonym: d.Privacy.Logged}
	return log.About(ctx, fields, clientIDs...)
}

// logRead has what was read of clients in both logs before it is answered. Object is what was read.
func (d Deps) logRead(ctx context.Context, fields, object string, clientIDs ...string) error {
	entry, audit := d.about(ctx, fields, clientIDs...), auditlog.Done(ctx, object)
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return d.log(ctx, tx, entry, audit)
	})
}

// log enters what is done into both logs, in its transaction.
func (d Deps) log(ctx context.Context, tx *sql.Tx, entry processinglog.Entry, audit ...auditlog.Entry) error {
	if err := processinglog.Append(ctx, tx, d.now(), entry); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, d.now(), audit...)
}
