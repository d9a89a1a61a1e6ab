package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/processinglog"
)

// about answers the entry in the processing log of what is done with the data of people, each once.
func (d Deps) about(ctx context.Context, fields string, ids ...string) processinglog.Entry {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var subjects []string
	for _, id := range slices.Compact(ids) {
		subjects = append(subjects, d.Privacy.Logged(id))
	}
	return processinglog.Of(ctx, processinglog.Action{Fields: fields, SubjectType: "volunteer", Subjects: subjects})
}

// logRead has what was read of people in the processing log before it is answered.
func (d Deps) logRead(ctx context.Context, fields string, ids ...string) error {
	entry := d.about(ctx, fields, ids...)
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return processinglog.Append(ctx, tx, d.now(), entry)
	})
}
