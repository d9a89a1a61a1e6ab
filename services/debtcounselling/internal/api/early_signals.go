package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// earlyFields is the class of data in the processing log: that a partner told of arrears of somebody, and what was done with
// it.
const earlyFields = "early-signals"

// EarlySignals answers EarlySignalService.
type EarlySignals struct {
	debtcounsellingv1.UnimplementedEarlySignalServiceServer
	Deps
}

// CreateEarlySignal receives a signal.
func (s *EarlySignals) CreateEarlySignal(
	ctx context.Context, req *debtcounsellingv1.CreateEarlySignalRequest,
) (*debtcounsellingv1.EarlySignal, error) {
	list, err := s.receive(ctx, []*debtcounsellingv1.CreateEarlySignalRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateEarlySignals receives all signals, or none.
func (s *EarlySignals) BatchCreateEarlySignals(
	ctx context.Context, req *debtcounsellingv1.BatchCreateEarlySignalsRequest,
) (*debtcounsellingv1.BatchCreateEarlySignalsResponse, error) {
	list, err := s.receive(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.BatchCreateEarlySignalsResponse{EarlySignals: list}, nil
}

// ListEarlySignals lists the signals of a case, or those about the clients of a running trajectory, oldest first.
func (s *EarlySignals) ListEarlySignals(
	ctx context.Context, req *debtcounsellingv1.ListEarlySignalsRequest,
) (*debtcounsellingv1.ListEarlySignalsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.EarlySignalFilter{CaseID: req.GetEarlySignalCaseId(), TrajectoryID: req.GetTrajectoryId()}
	object, err := s.openWhere(ctx, filter)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	rows, err := store.Reading(s.DB.Read()).EarlySignals(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(e store.EarlySignal) string { return e.ID })
	list, err := s.openEarlySignals(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &debtcounsellingv1.ListEarlySignalsResponse{NextPageToken: next}
	for _, e := range list {
		answer.EarlySignals = append(answer.EarlySignals, encodeEarlySignal(e))
	}
	return answer, s.logEarlyRead(ctx, object, refsOf(rows)...)
}

// openWhere answers what in the audit log the signals are read of, which the caller may see.
func (s *EarlySignals) openWhere(ctx context.Context, f store.EarlySignalFilter) (string, error) {
	switch {
	case (f.CaseID == "") == (f.TrajectoryID == ""):
		return "", fault.Violation("early_signal_case_id", "CASE_OR_TRAJECTORY", "Say a case, or a trajectory.")
	case f.CaseID != "":
		_, err := s.openEarlyCase(ctx, f.CaseID)
		return earlyCaseObject(f.CaseID), err
	}
	_, err := s.openCase(ctx, f.TrajectoryID)
	return "trajectory/" + f.TrajectoryID + "/early-signals", err
}

// openEarlySignals answers signals, whose keys it reads with one query.
func (d Deps) openEarlySignals(ctx context.Context, rows ...store.EarlySignal) ([]domain.EarlySignal, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	keys, err := d.vault().Keys(ctx, ids...)
	if err != nil {
		return nil, err
	}
	list := make([]domain.EarlySignal, len(rows))
	for i, row := range rows {
		if list[i], err = openEarlySignal(keys, row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func refsOf(rows []store.EarlySignal) []store.EarlyRef {
	refs := make([]store.EarlyRef, len(rows))
	for i, row := range rows {
		refs[i] = store.EarlyRef{ID: row.ID, ClientID: row.ClientID, Erased: row.Erased()}
	}
	return refs
}

// aboutEarly answers the entries in the processing log of what is done with signals: about who is in each, and about the
// clients that are known to be.
func (d Deps) aboutEarly(ctx context.Context, refs ...store.EarlyRef) []processinglog.Entry {
	var signals, clients []string
	for _, ref := range refs {
		signals = append(signals, ref.ID)
		if ref.ClientID != "" {
			clients = append(clients, ref.ClientID)
		}
	}
	log := processinglog.Log{DB: d.DB, Clock: d.Clock, SubjectType: "early-signal", Pseudonym: d.Privacy.Logged}
	return []processinglog.Entry{
		log.About(ctx, earlyFields, distinct(signals)...), d.about(ctx, earlyFields, distinct(clients)...),
	}
}

// logEarly enters what is done into both logs, in its transaction.
func (d Deps) logEarly(ctx context.Context, tx *sql.Tx, about []processinglog.Entry, audits ...auditlog.Entry) error {
	if err := processinglog.Append(ctx, tx, d.now(), about...); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, d.now(), audits...)
}

// logEarlyRead has what was read of signals in both logs before it is answered. Object is what was read.
func (d Deps) logEarlyRead(ctx context.Context, object string, refs ...store.EarlyRef) error {
	about, audit := d.aboutEarly(ctx, refs...), auditlog.Done(ctx, object)
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return d.logEarly(ctx, tx, about, audit) })
}
