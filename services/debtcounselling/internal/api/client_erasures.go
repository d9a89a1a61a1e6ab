package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateClientErasure erases a client for good. The row becomes a shell first and the key goes then: a crash between the two
// is made good by the next start, or by asking again. Who is helped is not erased: the law asks to keep what the help is.
func (s *Clients) CreateClientErasure(
	ctx context.Context, req *debtcounsellingv1.CreateClientErasureRequest,
) (*debtcounsellingv1.ClientErasure, error) {
	m, id := resource.Making(s.Clock.Now()), req.GetClientId()
	entry, audit := s.about(ctx, everything, id), auditlog.Done(ctx, "client/"+id)
	e, err := resource.Create(ctx, s.DB, m, resource.RequestOf("CreateClientErasure", req.GetRequestId(), req),
		func(ctx context.Context, tx *sql.Tx, id string) (store.Erasure, error) {
			return store.In(tx).Erasure(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Erasure, error) {
			e := store.Erasure{ID: m.ID, ClientID: id, Created: m.Now}
			if err := refuseHelped(ctx, tx, id); err != nil {
				return e, err
			}
			if err := s.refuseHeld(ctx, tx, id); err != nil {
				return e, err
			}
			if err := s.leaveShell(ctx, tx, e); err != nil {
				return e, err
			}
			return e, s.log(ctx, tx, entry, audit)
		})
	if err == nil && e.ID != m.ID {
		err = s.logRead(ctx, everything, "client/"+id, id)
	}
	if err == nil || fault.Is(err, "CLIENT_ERASED") {
		err = errors.Join(err, s.destroyKeys(ctx, id))
	}
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.ClientErasure{Id: e.ID, ClientId: e.ClientID, CreateTime: timestamppb.New(e.Created)}, nil
}

// refuseHelped answers that a client is helped still. Error: FAILED_PRECONDITION (TRAJECTORY_RUNNING), (EARLY_SIGNAL_CASE_OPEN).
func refuseHelped(ctx context.Context, tx *sql.Tx, clientID string) error {
	if _, err := store.In(tx).LockClientsByID(ctx, map[string]bool{clientID: true}); err != nil {
		return err
	}
	list, err := store.In(tx).TrajectoriesOfClient(ctx, clientID)
	for _, t := range list {
		if t.State.Runs() {
			return fault.New(fault.FailedPrecondition, "TRAJECTORY_RUNNING", "The client is helped still.").
				With("trajectory_id", t.ID)
		}
	}
	if err != nil {
		return err
	}
	open, err := store.In(tx).OpenEarlyCaseOf(ctx, clientID)
	if err == nil && open != "" {
		return fault.New(fault.FailedPrecondition, "EARLY_SIGNAL_CASE_OPEN", "There is an open case of signals about the client.").
			With("early_signal_case_id", open)
	}
	return err
}

// leaveShell leaves of a client nothing but the id, under which the help goes on to count.
func (d Deps) leaveShell(ctx context.Context, tx *sql.Tx, e store.Erasure) error {
	in := store.In(tx)
	row, err := in.Client(ctx, e.ClientID)
	if err != nil {
		return err
	}
	if err := row.Use(); err != nil {
		return err
	}
	row.Version++
	if err := in.EraseClient(ctx, row, e); err != nil {
		return err
	}
	for _, drop := range d.drops() {
		if err := drop(ctx, tx, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// FinishErasures carries out what the database of keys and that of the service do not both know of erasures.
func (d Deps) FinishErasures(ctx context.Context) error {
	if err := d.subjects().FinishErasures(ctx); err != nil {
		return err
	}
	return d.referrals().FinishErasures(ctx)
}

// destroyKeys destroys the key of a client who was erased, and those of the signals of arrears that were erased with the client.
func (d Deps) destroyKeys(ctx context.Context, clientID string) error {
	signals, err := store.Reading(d.DB.Read()).EarlySignalsErasedWith(ctx, clientID)
	if err != nil {
		return err
	}
	return d.subjects().DestroyKeys(ctx, append(signals, clientID)...)
}

// subjects are the clients and the signals of arrears, each of whom has a key of its own.
func (d Deps) subjects() privacy.Subjects {
	return privacy.Subjects{
		Vault: d.vault(), DB: d.DB,
		Erasures: func(ctx context.Context) ([]privacy.Erasure, error) {
			clients, err := store.Reading(d.DB.Read()).Erasures(ctx)
			if err != nil {
				return nil, err
			}
			signals, err := store.Reading(d.DB.Read()).EarlySignalErasures(ctx)
			return append(clients, signals...), err
		},
		Whole: func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]bool, error) {
			rows, err := store.In(tx).ClientsByID(ctx, ids)
			present := make(map[string]bool, len(rows))
			for id, row := range rows {
				present[id] = row.State == domain.Present
			}
			if err != nil {
				return nil, err
			}
			signals, err := store.In(tx).EarlySignalsByID(ctx, ids)
			for id, row := range signals {
				present[id] = !row.Erased()
			}
			return present, err
		},
		LeaveShell: func(ctx context.Context, tx *sql.Tx, e privacy.Erasure) error {
			signals, err := store.In(tx).EarlySignalsByID(ctx, map[string]bool{e.Subject: true})
			if err != nil {
				return err
			}
			if signal, is := signals[e.Subject]; is {
				return eraseEarlySignals(ctx, tx, "", e.Time, signal)
			}
			return d.leaveShell(ctx, tx, store.Erasure{ID: ids.New(), ClientID: e.Subject, Created: e.Time})
		},
	}
}
