package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// What is kept about a person beside who it is, stands here once: each part of the service that keeps something has a function
// in both lists, or says why not.

// subject is the person whose data is exported.
type subject struct {
	ID   string
	Keys privacy.Keys // open what is sealed of the person
}

// Of a series of shifts its shifts are exported, and each goes its own way when its assignment ends.

// exports answers what adds to the export of a person what each part of the service keeps.
func (d Deps) exports() []func(context.Context, store.Store, subject, *volunteersv1.PersonExport) error {
	return []func(context.Context, store.Store, subject, *volunteersv1.PersonExport) error{
		exportEngagements, exportAssignments, d.exportCertificates, exportHours, exportPayments, exportReactions,
		exportAgreements, exportLogin, d.exportShifts, d.exportShiftOffers, exportFeeds,
	}
}

// drops answers what each part of the service does when a person is erased, in the transaction of the erasure: what tells of
// the person goes, and what counts stays. By is who asked; empty where an erasure is carried out anew.
func (d Deps) drops() []func(ctx context.Context, tx *sql.Tx, personID, by string) error {
	return []func(ctx context.Context, tx *sql.Tx, personID, by string) error{
		d.endWork, dropReasons, dropReactions, dropAccount, dropLogin, d.dropShiftOffers, dropFeeds,
	}
}

// endWork ends the assignments and the relations of a person that run: a shell is not asked for work. Shifts to come are open
// then; those of the past stay, as facts of the shell.
func (d Deps) endWork(ctx context.Context, tx *sql.Tx, personID, by string) error {
	if err := d.endAssignments(ctx, tx, personID, by); err != nil {
		return err
	}
	return d.endEngagements(ctx, store.In(tx), personID, by)
}

func (d Deps) endAssignments(ctx context.Context, tx *sql.Tx, personID, by string) error {
	in := store.In(tx)
	list, err := in.AssignmentsOfPerson(ctx, personID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if len(a.State.Next()) == 0 {
			// A session may have moved to a time after the work at it ended.
			if err := d.openShifts(ctx, tx, a, by); err != nil {
				return err
			}
			continue
		}
		t := domain.AssignmentTransition{ID: ids.New(), Recorder: by, Created: d.now()}
		a.EndErased(&t, d.today())
		if err := in.UpdateAssignment(ctx, a); err != nil {
			return err
		}
		if err := in.InsertAssignmentTransition(ctx, t); err != nil {
			return err
		}
		if err := d.openShifts(ctx, tx, a, by); err != nil {
			return err
		}
	}
	return nil
}

func (d Deps) endEngagements(ctx context.Context, in store.Store, personID, by string) error {
	list, err := in.EngagementsOf(ctx, personID)
	if err != nil {
		return err
	}
	for _, e := range list {
		if !e.State.Runs() {
			continue
		}
		t := domain.EngagementTransition{ID: ids.New(), Recorder: by, Created: d.now()}
		e.EndErased(&t, d.today())
		if err := in.StepEngagement(ctx, e, t); err != nil {
			return err
		}
	}
	return nil
}

// dropAccount removes where a person is paid. Certificates, hours and agreements are dates and minutes of nobody then.
func dropAccount(ctx context.Context, tx *sql.Tx, personID, _ string) error {
	return store.In(tx).DropBankAccount(ctx, personID)
}

// dropReasons empties what people wrote of why somebody left or was declined: it may tell of the person all the same.
func dropReasons(ctx context.Context, tx *sql.Tx, personID, _ string) error {
	return store.In(tx).DropReasons(ctx, personID)
}
