package api

import (
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/processinglog"
)

// log is the processing log about people.
func (d Deps) log() processinglog.Log {
	return processinglog.Log{DB: d.DB, Clock: d.Clock, SubjectType: "volunteer", Pseudonym: d.Privacy.Logged}
}

// about answers the entry in the processing log of what is done with the data of people, each once.
func (d Deps) about(ctx context.Context, fields string, ids ...string) processinglog.Entry {
	return d.log().About(d.acting(ctx), fields, once(ids)...)
}

// logRead has what was read of people in the processing log before it is answered.
func (d Deps) logRead(ctx context.Context, fields string, ids ...string) error {
	return d.log().Read(d.acting(ctx), fields, once(ids)...)
}

// once answers each of ids once.
func once(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
