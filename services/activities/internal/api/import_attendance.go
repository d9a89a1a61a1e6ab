package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// presenceList is a file of attendance on its way in. It differs from other files in that its rows refer to persons, whose
// data is opened and sealed outside the transaction, and may have persons and sessions added.
type presenceList struct {
	work[importing.Presence]
}

// importAttendance records the rows of a presence list as one command: all of them, or none.
func importAttendance(ctx context.Context, d Deps, f file) (r result, err error) {
	w := presenceList{work[importing.Presence]{Deps: d, file: f, Kind: importing.Attendance()}}
	var wrong []sheet.Problem
	if w.sheet, wrong = sheet.Read(f.content, w.SheetColumns()); len(wrong) > 0 {
		return result{outcome: activitiesv1.ImportOutcome_IMPORT_OUTCOME_REJECTED, problems: wrong}, nil
	}
	err = resource.Again(func() (err error) {
		r, err = w.once(ctx)
		return err
	})
	return r, err
}

// once judges the rows, has the persons ready who are new, and judges and records the rows in one transaction. Error:
// resource.ErrOvertaken where somebody changed the same persons meanwhile.
func (w presenceList) once(ctx context.Context) (r result, err error) {
	seen, who, err := w.look(ctx)
	if err != nil {
		return r, err
	}
	if r = w.result(seen.judged); r.outcome != activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED {
		r.absent = seen.absent()
		return r, nil
	}
	if err := w.ready(ctx, who, seen); err != nil {
		return r, err
	}
	err = w.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		r, err = w.recordIn(ctx, tx, who)
		return err
	})
	return r, w.discard(ctx, who, r, err)
}

// look judges the rows by what there is, before the transaction: the persons that they are about are opened here.
func (w presenceList) look(ctx context.Context) (seen listed, who *acquaintances, err error) {
	tx, err := w.DB.Read().BeginTx(ctx, nil)
	if err != nil {
		return seen, nil, fmt.Errorf("read for an import: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if seen, err = w.read(ctx, store.In(tx)); err != nil {
		return seen, nil, err
	}
	if who, err = w.identify(ctx, tx, seen.crowd.Persons()); err != nil {
		return seen, nil, err
	}
	return seen, who, w.find(ctx, tx, &seen, who, false)
}

// recordIn judges the rows by what there is now, which stays so until the transaction ends, and records them.
func (w presenceList) recordIn(ctx context.Context, tx *sql.Tx, who *acquaintances) (r result, err error) {
	now := w.now()
	people, err := w.lockPeople(ctx, tx, who.births, who.there())
	if err != nil {
		return r, err
	}
	for _, p := range people {
		if p.Erased {
			return r, resource.ErrOvertaken
		}
	}
	seen, err := w.read(ctx, store.In(tx))
	if err != nil {
		return r, err
	}
	if err := w.find(ctx, tx, &seen, who, true); err != nil {
		return r, err
	}
	r = w.result(seen.judged)
	r.absent = seen.absent()
	if r.outcome != activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED {
		return r, nil
	}
	if !who.suits(seen) {
		return r, resource.ErrOvertaken
	}
	if err := w.addPeople(ctx, tx, now, who, people); err != nil {
		return r, err
	}
	r.recorded, err = w.recordPresences(ctx, tx, now, seen, who, people)
	r.known = len(seen.judged.Records) - r.absent - r.recorded
	return r, err
}

// discard destroys the keys that were made for persons who were not added after all. After an error that says nothing of
// that, they stay.
func (w presenceList) discard(ctx context.Context, who *acquaintances, r result, err error) error {
	var refused *fault.Error
	rejected := err == nil && r.outcome != activitiesv1.ImportOutcome_IMPORT_OUTCOME_RECORDED
	undone := rejected || errors.Is(err, resource.ErrOvertaken) || errors.As(err, &refused)
	if len(who.fresh) == 0 || !undone {
		return err
	}
	return errors.Join(err, w.vault().Discard(ctx, who.freshIDs()...))
}
