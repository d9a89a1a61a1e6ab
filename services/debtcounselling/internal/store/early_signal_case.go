package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

const earlyCaseColumns = `id, start_date, matching_date, crisis, counsellor, state, address_key, due_date, contact_date,
    taken_up_date, reached, result, end_date, trajectory_id, version, created_at, updated_at`

// InsertEarlySignalCases adds cases, each with the hash of its address.
func (s Store) InsertEarlySignalCases(ctx context.Context, cases []*domain.EarlySignalCase, address map[string]string) error {
	rows := make(sqldb.Rows, len(cases))
	for i, c := range cases {
		rows[i] = []any{
			c.ID, c.Start, c.MatchingUntil, sqldb.Flag(c.Crisis), c.Counsellor, string(c.State), address[c.ID], c.Due, c.Contact,
			c.TakenUp, sqldb.Flag(c.Reached), string(c.Result), c.End, c.TrajectoryID, c.Version, sqldb.At(c.Created),
			sqldb.At(c.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertEarlySignalCases :exec
INSERT INTO early_signal_case (`+earlyCaseColumns+`) VALUES %s`, nil)
}

// UpdateEarlySignalCase changes a case from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateEarlySignalCase(ctx context.Context, c domain.EarlySignalCase) error {
	return sqldb.Changed(s.q.UpdateEarlySignalCase(ctx, db.UpdateEarlySignalCaseParams{
		Crisis: sqldb.Flag(c.Crisis), Counsellor: c.Counsellor, State: string(c.State), DueDate: c.Due, ContactDate: c.Contact,
		TakenUpDate: c.TakenUp, Reached: sqldb.Flag(c.Reached), Result: string(c.Result), EndDate: c.End,
		TrajectoryID: c.TrajectoryID, UpdatedAt: sqldb.At(c.Updated), ID: c.ID, Version: c.Version - 1,
	}))
}

// EmptyEarlySignalCase forgets of which address a case is.
func (s Store) EmptyEarlySignalCase(ctx context.Context, id string) error {
	return s.q.EmptyEarlySignalCase(ctx, id)
}

// UnlinkEarlySignalCase forgets which trajectory a case became, and which clients its signals were about.
func (s Store) UnlinkEarlySignalCase(ctx context.Context, id string, now time.Time) error {
	if err := s.q.UnlinkEarlySignals(ctx, id); err != nil {
		return err
	}
	return s.q.UnlinkEarlySignalCase(ctx, db.UnlinkEarlySignalCaseParams{UpdatedAt: sqldb.At(now), ID: id})
}

// EarlySignalCase answers one case. Error: NOT_FOUND (EARLY_SIGNAL_CASE_NOT_FOUND), which is told to nobody.
func (s Store) EarlySignalCase(ctx context.Context, id string) (domain.EarlySignalCase, error) {
	row, err := s.q.GetEarlySignalCase(ctx, id)
	return sqldb.One(row, err, earlyCase, "EARLY_SIGNAL_CASE_NOT_FOUND", "There is no case with this id.")
}

// EarlySignalCasesByID answers the cases with ids, those there are.
func (s Store) EarlySignalCasesByID(ctx context.Context, ids map[string]bool) (map[string]domain.EarlySignalCase, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: EarlySignalCasesByID :many
SELECT `+earlyCaseColumns+` FROM early_signal_case WHERE id IN (%s)`, ids, scanEarlyCase)
}

// LockEarlySignalCases answers the cases with ids, those there are, locked until the transaction ends.
func (s Store) LockEarlySignalCases(ctx context.Context, ids map[string]bool) (map[string]domain.EarlySignalCase, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockEarlySignalCases :many
SELECT `+earlyCaseColumns+` FROM early_signal_case WHERE id IN (%s)`, ids, scanEarlyCase)
}

// LockEarlySignalCase answers one case, locked. Error: NOT_FOUND (EARLY_SIGNAL_CASE_NOT_FOUND).
func (s Store) LockEarlySignalCase(ctx context.Context, id string) (domain.EarlySignalCase, error) {
	found, err := s.LockEarlySignalCases(ctx, map[string]bool{id: true})
	if err != nil || len(found) == 1 {
		return found[id], err
	}
	return s.EarlySignalCase(ctx, id)
}

// EarlyCaseIDs answers the ids of the cases that have a signal under one of the hashes, by hash.
func (s Store) EarlyCaseIDs(ctx context.Context, hashes map[string]bool) (map[string][]string, error) {
	ids := map[string][]string{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: EarlyCaseIDs :many
SELECT DISTINCT l.hash, s.case_id FROM early_signal_lookup l JOIN early_signal s ON s.id = l.signal_id
WHERE s.case_id <> '' AND l.hash IN (%s) ORDER BY l.hash, s.case_id`, hashes,
		func(r *sql.Rows) (hash, id string, err error) {
			err = r.Scan(&hash, &id)
			ids[hash] = append(ids[hash], id)
			return hash, id, err
		})
	return ids, err
}

// EarlyRef is of whom a signal is.
type EarlyRef struct {
	ID       string // of the signal
	ClientID string // who it is about, where that is known
	Erased   bool
}

// SignalsOfEarlyCases answers the signals of cases, by case.
func (s Store) SignalsOfEarlyCases(ctx context.Context, ids map[string]bool) (map[string][]EarlyRef, error) {
	signals := map[string][]EarlyRef{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: SignalsOfEarlyCases :many
SELECT case_id, id, client_id, reference_key = '' FROM early_signal WHERE case_id IN (%s) ORDER BY case_id, id`, ids,
		func(r *sql.Rows) (caseID string, e EarlyRef, err error) {
			err = r.Scan(&caseID, &e.ID, &e.ClientID, &e.Erased)
			signals[caseID] = append(signals[caseID], e)
			return caseID, e, err
		})
	return signals, err
}

// EarlyCaseFilter is which cases are asked for; what is empty asks nothing.
type EarlyCaseFilter struct {
	Counsellor, State       string
	Unassigned, Uncontacted bool
	Until                   civil.Date // the first contact is due on it or earlier
}

// EarlySignalCases answers size cases after the mark, by the date on which the first contact is due. Those that go on have a
// query of their own: they are found by an index however many were closed before.
func (s Store) EarlySignalCases(
	ctx context.Context, after TermMark, f EarlyCaseFilter, size int32,
) ([]domain.EarlySignalCase, error) {
	if f.Uncontacted || f.State != "" && f.State != string(domain.EarlyClosed) {
		rows, err := s.q.ListRunningEarlySignalCases(ctx, db.ListRunningEarlySignalCasesParams{
			AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), Counsellor: f.Counsellor, State: f.State,
			Unassigned: sqldb.Flag(f.Unassigned), Uncontacted: sqldb.Flag(f.Uncontacted), Size: size,
		})
		return sqldb.All(rows, err, earlyCase)
	}
	rows, err := s.q.ListEarlySignalCases(ctx, db.ListEarlySignalCasesParams{
		AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), Counsellor: f.Counsellor, State: f.State,
		Unassigned: sqldb.Flag(f.Unassigned), Size: size,
	})
	return sqldb.All(rows, err, earlyCase)
}

// EarlySignalCasesOfClient answers the cases that became a trajectory of a client.
func (s Store) EarlySignalCasesOfClient(ctx context.Context, clientID string) ([]domain.EarlySignalCase, error) {
	rows, err := s.q.ListEarlySignalCasesOfClient(ctx, clientID)
	return sqldb.All(rows, err, earlyCase)
}

// EarlyFigures answers the figures of a period.
func (s Store) EarlyFigures(ctx context.Context, first, last civil.Date) (f domain.EarlyFigures, err error) {
	partners, err := s.q.CountEarlySignals(ctx, db.CountEarlySignalsParams{First: first, Last: last})
	for _, p := range partners {
		f.ByPartner = append(f.ByPartner, domain.EarlyPartnerFigure{Partner: p.Partner, Signals: p.Signals})
		f.WithoutCase += p.WithoutCase
	}
	if err != nil {
		return f, err
	}
	cases, err := s.q.CountEarlySignalCases(ctx, db.CountEarlySignalCasesParams{First: first, Last: last})
	f.Cases, f.TakenUp, f.Reached, f.Accepted, f.InTime = cases.Cases, cases.TakenUp, cases.Reached, cases.Accepted, cases.InTime
	if err != nil {
		return f, err
	}
	f.Contacts, err = s.q.CountEarlySignalContacts(ctx, db.CountEarlySignalContactsParams{First: first, Last: last})
	return f, err
}

func scanEarlyCase(r *sql.Rows) (string, domain.EarlySignalCase, error) {
	var c db.EarlySignalCase
	err := r.Scan(&c.ID, &c.StartDate, &c.MatchingDate, &c.Crisis, &c.Counsellor, &c.State, &c.AddressKey, &c.DueDate,
		&c.ContactDate, &c.TakenUpDate, &c.Reached, &c.Result, &c.EndDate, &c.TrajectoryID, &c.Version, &c.CreatedAt, &c.UpdatedAt)
	return c.ID, earlyCase(c), err
}

func earlyCase(c db.EarlySignalCase) domain.EarlySignalCase {
	return domain.EarlySignalCase{
		ID: c.ID, Start: c.StartDate, MatchingUntil: c.MatchingDate, Crisis: c.Crisis == 1, Counsellor: c.Counsellor,
		State: domain.EarlyCaseState(c.State), Due: c.DueDate, Contact: c.ContactDate, TakenUp: c.TakenUpDate,
		Reached: c.Reached == 1, Result: domain.EarlyResult(c.Result), End: c.EndDate, TrajectoryID: c.TrajectoryID,
		Version: c.Version, Created: c.CreatedAt.Time, Updated: c.UpdatedAt.Time,
	}
}
