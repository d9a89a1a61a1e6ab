package api

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// importRole is the role of those who record what is from before this year.
const importRole = "importer"

// importChunk is how many rows go into the database between two tellings of progress.
const importChunk = 1000

// file is a file on its way in.
type file struct {
	content      []byte
	kind         activitiesv1.ImportKind
	skipBad      bool
	validateOnly bool
	tell         func(done, total int) // must return at once
}

// result is what became of a file.
type result struct {
	outcome               activitiesv1.ImportOutcome
	read, recorded, known int
	rejected, absent      int
	problems              []sheet.Problem
	ignored               []string
}

// making is how records of one kind are made of what was read, and kept.
type making[R any] struct {
	// make completes what was read from a row.
	make   func(value R, made resource.Made, by string) R
	insert func(context.Context, store.Store, []R) error
	event  func(R) outbox.Event
}

// work joins all that an import works with.
type work[R any] struct {
	Deps
	file
	importing.Kind[R]
	making[R]
	sheet sheet.Sheet
}

// importAs records the rows of a file as one command: all of them, or none. They are judged once before it, so that a
// file that cannot be recorded keeps no writer busy, and again within it, for places and programmes may have changed.
func importAs[R any](
	ctx context.Context, d Deps, f file, kind importing.Kind[R], how making[R],
) (r result, err error) {
	w := work[R]{Deps: d, file: f, Kind: kind, making: how}
	var wrong []sheet.Problem
	if w.sheet, wrong = sheet.Read(f.content, kind.SheetColumns()); len(wrong) > 0 {
		return result{outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_REJECTED, problems: wrong}, nil
	}
	judged, err := w.judge(ctx, store.Reading(d.DB.Read()))
	if err != nil {
		return r, err
	}
	if r = w.result(judged); r.outcome != activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED {
		return r, nil
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		judged, err := w.judge(ctx, store.In(tx))
		if err != nil {
			return err
		}
		if r = w.result(judged); r.outcome != activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED {
			return nil
		}
		r.recorded, err = w.record(ctx, tx, judged.Records)
		r.known = len(judged.Records) - r.recorded
		return err
	})
	return r, err
}

// judge reads the rows by the places and programmes there are.
func (w work[R]) judge(ctx context.Context, s store.Store) (judged importing.Judged[R], err error) {
	locations, programmes, err := places(ctx, s)
	if err != nil {
		return judged, err
	}
	return w.judgeBy(ctx, importing.NewNames(locations, programmes)), nil
}

// places answers all places and programmes.
func places(ctx context.Context, s store.Store) (locations []domain.Location, programmes []domain.Programme, err error) {
	locations, err = allOf(func(after string) ([]domain.Location, error) {
		return s.Locations(ctx, after, "", namesPage)
	}, func(l domain.Location) string { return l.ID })
	if err != nil {
		return nil, nil, err
	}
	programmes, err = allOf(func(after string) ([]domain.Programme, error) {
		return s.Programmes(ctx, after, "", namesPage)
	}, func(p domain.Programme) string { return p.ID })
	return locations, programmes, err
}

// judgeBy reads the rows by the names of what they refer to.
func (w work[R]) judgeBy(ctx context.Context, names *importing.Names) importing.Judged[R] {
	return w.Judge(w.sheet, importing.Surroundings{
		Names: names, Today: civil.Today(w.now(), w.Zone), MaxCount: w.MaxCount, Areas: w.Areas, MaxGroup: w.MaxContactGroup,
		PastYears: mayImport(ctx),
	})
}

// mayImport says whether the caller may record what is from before this year.
func mayImport(ctx context.Context) bool {
	identity := auth.From(ctx)
	return identity != nil && identity.Has(importRole)
}

// namesPage is how many places or programmes are read at once.
const namesPage = 1000

// allOf reads all pages of a list.
func allOf[R any](page func(after string) ([]R, error), id func(R) string) (list []R, err error) {
	after := ""
	for {
		rows, err := page(after)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
		if len(rows) < namesPage {
			return list, nil
		}
		after = id(rows[len(rows)-1])
	}
}

// result answers what is to become of the rows.
func (w work[R]) result(judged importing.Judged[R]) result {
	r := result{
		read: len(judged.Records) + judged.Rejected, rejected: judged.Rejected, problems: judged.Problems,
		ignored: w.sheet.Ignored, outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED,
	}
	switch {
	case r.rejected > 0 && (!w.skipBad || len(judged.Records) == 0):
		r.outcome = activitiesv1.ImportOutcome_IMPORT_OUTCOME_REJECTED
	case w.validateOnly:
		r.outcome = activitiesv1.ImportOutcome_IMPORT_OUTCOME_VALIDATED
	}
	return r
}

// entered is a row with the record that it makes if it is not known.
type entered[R any] struct {
	importing.Record[R]
	id string
}

// record records the rows that are not known yet, and answers how many those are.
func (w work[R]) record(ctx context.Context, tx *sql.Tx, records []importing.Record[R]) (recorded int, err error) {
	now, by := w.now(), auth.Subject(ctx)
	rows := make([]entered[R], len(records))
	for i, r := range records {
		rows[i] = entered[R]{Record: r, id: ids.New()} // in the order of the file
		rows[i].Value = w.make(r.Value, resource.Made{ID: rows[i].id, Now: now}, by)
	}
	// One order for everybody, so that two imports with the same rows wait for each other instead of deadlocking.
	slices.SortFunc(rows, func(a, b entered[R]) int { return strings.Compare(a.Key, b.Key) })
	done := 0
	for chunk := range slices.Chunk(rows, importChunk) {
		n, err := w.recordChunk(ctx, tx, now, chunk)
		if err != nil {
			return 0, err
		}
		recorded, done = recorded+n, done+len(chunk)
		w.tell(done, len(rows))
	}
	return recorded, nil
}

func (w work[R]) recordChunk(ctx context.Context, tx *sql.Tx, now time.Time, rows []entered[R]) (int, error) {
	claims := make([]requestid.Claim, len(rows))
	for i, r := range rows {
		claims[i] = requestid.Claim{RequestID: r.Key, Hash: r.Hash, ResourceID: r.id}
	}
	made, err := requestid.ClaimAll(ctx, tx, now, "CreateImport", claims)
	if err != nil {
		return 0, err
	}
	var fresh []R
	var saved []outbox.Event
	for i, r := range rows {
		if made[i] == r.id {
			fresh, saved = append(fresh, r.Value), append(saved, w.event(r.Value))
		}
	}
	if err := w.insert(ctx, store.In(tx), fresh); err != nil {
		return 0, err
	}
	return len(fresh), outbox.Append(ctx, tx, now, events.Service, saved...)
}
