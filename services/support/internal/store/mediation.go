package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// Mediation is a mediation as it is kept: what was said is sealed.
type Mediation struct {
	domain.Mediation
	SealedSummary []byte // empty where nothing was said, and once one of the parties was erased
}

const mediationColumns = `id, referrer_kind, referrer_reference, complaint_kind, sealed_summary, wijk_code, wijk_year, team,
    register_date, state, state_date, outcome, version, created_at, updated_at`

// InsertMediations adds mediations with their parties. The residents were locked before.
func (s Store) InsertMediations(ctx context.Context, all []Mediation) error {
	rows, parties := make(sqldb.Rows, len(all)), sqldb.Rows{}
	for i, m := range all {
		rows[i] = []any{
			m.ID, m.ReferrerKind, m.Reference, m.ComplaintKind, sealed(m.SealedSummary), m.Wijk.Code, m.Wijk.Edition, m.Team,
			m.Register, string(m.State), m.StateDate, string(m.Outcome), m.Version, sqldb.At(m.Created), sqldb.At(m.Updated),
		}
		for place, p := range m.Parties {
			parties = append(parties, []any{
				ids.New(), m.ID, place, string(p.Role), p.ResidentID, p.Household, p.Tenure, p.House, p.AgeBand,
			})
		}
	}
	if err := rows.Each(ctx, s.tx, `-- name: InsertMediations :exec
INSERT INTO mediation (`+mediationColumns+`) VALUES %s`, nil); err != nil {
		return err
	}
	return parties.Each(ctx, s.tx, `-- name: InsertMediationParties :exec
INSERT INTO mediation_party (id, mediation_id, place, role, resident_id, household_kind, tenure, house_kind, age_band)
VALUES %s`, nil)
}

// Mediation answers one mediation. Error: NOT_FOUND (MEDIATION_NOT_FOUND), which is told to nobody.
func (s Store) Mediation(ctx context.Context, id string) (Mediation, error) {
	row, err := s.q.GetMediation(ctx, id)
	m, err := sqldb.One(row, err, mediation, "MEDIATION_NOT_FOUND", "There is no mediation with this id.")
	if err != nil {
		return m, err
	}
	list, err := s.withParties(ctx, m)
	return list[0], err
}

// MediationsByID answers the mediations with ids, those there are.
func (s Store) MediationsByID(ctx context.Context, ids map[string]bool) ([]Mediation, error) {
	found, err := sqldb.ByID(ctx, s.tx, `-- name: MediationsByID :many
SELECT `+mediationColumns+` FROM mediation WHERE id IN (%s)`, ids, scanMediation)
	if err != nil {
		return nil, err
	}
	var list []Mediation
	for _, m := range found {
		list = append(list, m)
	}
	return s.withParties(ctx, list...)
}

// LockMediation answers one mediation without its parties, locked until the transaction ends. Error: NOT_FOUND
// (MEDIATION_NOT_FOUND).
func (s Store) LockMediation(ctx context.Context, id string) (Mediation, error) {
	found, err := s.lockMediations(ctx, map[string]bool{id: true})
	m, is := found[id]
	if err == nil && !is {
		err = sql.ErrNoRows
	}
	return sqldb.One(m, err, func(m Mediation) Mediation { return m }, "MEDIATION_NOT_FOUND", "There is no mediation with this id.")
}

func (s Store) lockMediations(ctx context.Context, ids map[string]bool) (map[string]Mediation, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockMediations :many
SELECT `+mediationColumns+` FROM mediation WHERE id IN (%s)`, ids, scanMediation)
}

// MediationFilter is which mediations are asked for; what is empty asks nothing.
type MediationFilter struct {
	Teams                                 []string // of which they are
	State, Team, ReferrerKind, ResidentID string
	OpenSinceBefore                       civil.Date // registered before, and not closed
	FeedbackMissing                       bool
}

// Mediations answers size mediations of teams, after the one with id after. Those of a resident have a query of their own: they
// are found by an index however many mediations there are.
func (s Store) Mediations(ctx context.Context, after string, f MediationFilter, size int32) (list []Mediation, err error) {
	teams := "," + strings.Join(f.Teams, ",") + ","
	var rows []db.Mediation
	if f.ResidentID != "" {
		rows, err = s.q.ListMediationsWithResident(ctx, db.ListMediationsWithResidentParams{
			After: after, Teams: teams, State: f.State, Team: f.Team, ReferrerKind: f.ReferrerKind, ResidentID: f.ResidentID,
			OpenSinceBefore: f.OpenSinceBefore.String(), FeedbackMissing: sqldb.Flag(f.FeedbackMissing),
			NoReferrer: domain.NoReferrer, Size: size,
		})
	} else {
		rows, err = s.q.ListMediations(ctx, db.ListMediationsParams{
			After: after, Teams: teams, State: f.State, Team: f.Team, ReferrerKind: f.ReferrerKind,
			OpenSinceBefore: f.OpenSinceBefore.String(), FeedbackMissing: sqldb.Flag(f.FeedbackMissing),
			NoReferrer: domain.NoReferrer, Size: size,
		})
	}
	list, err = sqldb.All(rows, err, mediation)
	if err != nil {
		return nil, err
	}
	return s.withParties(ctx, list...)
}

// MediationsOfResident answers all mediations with a resident as a party, oldest first.
func (s Store) MediationsOfResident(ctx context.Context, residentID string) ([]Mediation, error) {
	rows, err := s.q.ListMediationsOfResident(ctx, residentID)
	list, err := sqldb.All(rows, err, mediation)
	if err != nil {
		return nil, err
	}
	return s.withParties(ctx, list...)
}

// EmptyMediations forgets what was said in the mediations with a resident as a party. They are locked in the order of their ids:
// the other party may be erased at the same time.
func (s Store) EmptyMediations(ctx context.Context, residentID string) error {
	rows, err := s.q.ListMediationsOfResident(ctx, residentID)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, m := range rows {
		found[m.ID] = true
	}
	if _, err := s.lockMediations(ctx, found); err != nil {
		return err
	}
	return s.q.EmptyMediationsOfResident(ctx, db.EmptyMediationsOfResidentParams{Empty: []byte{}, ResidentID: residentID})
}

// ErasedMediations answers the mediations of which a party was erased: their keys are destroyed with that of the resident.
func (s Store) ErasedMediations(ctx context.Context) ([]privacy.Erasure, error) {
	rows, err := s.q.ListErasedMediations(ctx)
	return sqldb.All(rows, err, func(row db.ListErasedMediationsRow) privacy.Erasure {
		return privacy.Erasure{Subject: row.MediationID, Time: row.CreatedAt.Time}
	})
}

// StepMediation changes a mediation from the version before the one it has, and keeps the step. Error: sqldb.ErrStale.
func (s Store) StepMediation(ctx context.Context, m Mediation, step domain.MediationTransition) error {
	if err := sqldb.Changed(s.q.UpdateMediation(ctx, db.UpdateMediationParams{
		State: string(m.State), StateDate: m.StateDate, Outcome: string(m.Outcome), UpdatedAt: sqldb.At(m.Updated), ID: m.ID,
		Version: m.Version - 1,
	})); err != nil {
		return err
	}
	return s.q.InsertMediationTransition(ctx, db.InsertMediationTransitionParams{
		ID: step.ID, MediationID: step.MediationID, Version: step.Version, FromState: string(step.From), ToState: string(step.To),
		Date: step.Date, Outcome: string(step.Outcome), Worker: step.Worker, CreatedAt: sqldb.At(step.Created),
	})
}

// MediationTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) MediationTransition(ctx context.Context, id string) (domain.MediationTransition, error) {
	row, err := s.q.GetMediationTransition(ctx, id)
	return sqldb.One(row, err, mediationTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// MediationTransitions answers size steps of a mediation after the one with id after.
func (s Store) MediationTransitions(
	ctx context.Context, mediationID, after string, size int32,
) ([]domain.MediationTransition, error) {
	rows, err := s.q.ListMediationTransitions(ctx, db.ListMediationTransitionsParams{
		MediationID: mediationID, After: after, Size: size,
	})
	return sqldb.All(rows, err, mediationTransition)
}

// MediationTransitionsOfResident answers the steps of all mediations with a resident as a party, oldest first.
func (s Store) MediationTransitionsOfResident(
	ctx context.Context, residentID string,
) ([]domain.MediationTransition, error) {
	rows, err := s.q.ListMediationTransitionsOfResident(ctx, residentID)
	return sqldb.All(rows, err, mediationTransition)
}

// withParties answers mediations with their parties, in the order in which these were given.
func (s Store) withParties(ctx context.Context, list ...Mediation) ([]Mediation, error) {
	place, keys := map[string]int{}, sqldb.Rows{}
	for i, m := range list {
		place[m.ID], keys = i, append(keys, []any{m.ID})
	}
	err := keys.Each(ctx, s.tx, `-- name: ListMediationParties :many
SELECT mediation_id, role, resident_id, household_kind, tenure, house_kind, age_band FROM mediation_party
WHERE mediation_id IN (%s) ORDER BY mediation_id, place`, func(r *sql.Rows) error {
		var id string
		var p domain.MediationParty
		if err := r.Scan(&id, &p.Role, &p.ResidentID, &p.Household, &p.Tenure, &p.House, &p.AgeBand); err != nil {
			return err
		}
		m := &list[place[id]]
		m.Parties = append(m.Parties, p)
		return nil
	})
	return list, err
}

func scanMediation(r *sql.Rows) (string, Mediation, error) {
	var m db.Mediation
	err := r.Scan(&m.ID, &m.ReferrerKind, &m.ReferrerReference, &m.ComplaintKind, &m.SealedSummary, &m.WijkCode, &m.WijkYear,
		&m.Team, &m.RegisterDate, &m.State, &m.StateDate, &m.Outcome, &m.Version, &m.CreatedAt, &m.UpdatedAt)
	return m.ID, mediation(m), err
}

func mediation(m db.Mediation) Mediation {
	return Mediation{
		SealedSummary: m.SealedSummary,
		Mediation: domain.Mediation{
			ID: m.ID, ReferrerKind: m.ReferrerKind, Reference: m.ReferrerReference, ComplaintKind: m.ComplaintKind,
			Wijk: areas.Wijk{Code: m.WijkCode, Edition: int(m.WijkYear)}, Team: m.Team, Register: m.RegisterDate,
			State: domain.MediationState(m.State), StateDate: m.StateDate, Outcome: domain.MediationOutcome(m.Outcome),
			Version: m.Version, Created: m.CreatedAt.Time, Updated: m.UpdatedAt.Time,
		},
	}
}

func mediationTransition(t db.MediationTransition) domain.MediationTransition {
	return domain.MediationTransition{
		ID: t.ID, MediationID: t.MediationID, Version: t.Version, From: domain.MediationState(t.FromState),
		To: domain.MediationState(t.ToState), Date: t.Date, Outcome: domain.MediationOutcome(t.Outcome), Worker: t.Worker,
		Created: t.CreatedAt.Time,
	}
}
