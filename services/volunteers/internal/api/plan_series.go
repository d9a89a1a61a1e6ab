package api

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// plannedSeries is a series on its way in, with what was known before its transaction.
type plannedSeries struct {
	domain.ShiftSeries
	broken   []fault.Field // that is known already
	override *domain.Override
	agenda   agenda // of its activity, as the service activities answered
	answered bool
	workers  map[string]shiftWorker
}

// ask asks the service activities for the sessions of a series that follows an activity. While that is away, its events say.
func (p *plannedSeries) ask(ctx context.Context, d Deps) error {
	if p.ActivityID == "" || p.Start.IsZero() || p.End.IsZero() {
		return nil
	}
	told, answered := d.Activities.OfActivity(ctx, p.ActivityID, p.Start, p.End)
	p.agenda, p.answered = agenda{map[string]domain.Session{}, told.Places}, answered
	if !answered {
		return nil
	}
	asked := map[string]bool{}
	for id := range told.Sessions {
		asked[id] = true
	}
	return d.snapshot(ctx, func(st store.Store) error {
		known, err := st.SessionsByID(ctx, asked)
		for id, one := range told.Sessions {
			one.Version, one.Confirmed = known[id].Version, true
			p.agenda.sessions[id] = one
		}
		return err
	})
}

// plan plans every shift of a series, or none where one is at fault; then every violation is told.
func (s *ShiftSeries) plan(ctx, caller context.Context, tx *sql.Tx, p plannedSeries) (domain.ShiftSeries, error) {
	shifts, broken, err := s.shiftsOf(ctx, tx, p)
	if err != nil {
		return p.ShiftSeries, err
	}
	around := shifts
	if len(around) == 0 {
		around = []domain.Shift{{RoleID: p.RoleID}}
	}
	r, err := s.roster(ctx, tx, p.Created, p.workers, around)
	if err != nil {
		return p.ShiftSeries, err
	}
	broken = append(broken, p.CheckAll(shifts, func(sh *domain.Shift) []fault.Field {
		return r.check(sh, false, p.override)
	})...)
	if err := fault.Violations(inSeries(append(slices.Clone(p.broken), broken...))); err != nil {
		return p.ShiftSeries, err
	}
	in := store.In(tx)
	if err := in.InsertShiftSeries(ctx, p.ShiftSeries); err != nil {
		return p.ShiftSeries, err
	}
	if err := in.InsertShifts(ctx, shifts); err != nil {
		return p.ShiftSeries, err
	}
	return p.ShiftSeries, processinglog.Append(ctx, tx, p.Created, s.about(caller, shiftFields, workersOf(shifts...)...))
}

// inSeries answers violations by their places in the request. An override stands beside the series.
func inSeries(broken []fault.Field) []fault.Field {
	for i, f := range broken {
		if !strings.HasPrefix(f.Path, "overlap_override") {
			broken[i].Path = resource.Join("series", f.Path)
		}
	}
	return broken
}

// shiftsOf answers the shifts that a series is to have, in the order of their start, and every rule that the series breaks. It
// locks the sessions that they are at.
func (s *ShiftSeries) shiftsOf(
	ctx context.Context, tx *sql.Tx, p plannedSeries,
) (shifts []domain.Shift, broken []fault.Field, err error) {
	if p.ActivityID == "" {
		shifts, broken = p.ByRule(s.Zone)
	} else if !p.Start.IsZero() && !p.End.IsZero() {
		shifts, broken, err = s.atSessions(ctx, tx, p)
	}
	for i := range shifts {
		shifts[i].ID = ids.New()
	}
	return shifts, broken, err
}

// atSessions answers the shifts at the sessions of an activity: those that the service activities answered, and those that an
// event told of before the programme was locked. Who is told of one later finds the series.
func (s *ShiftSeries) atSessions(
	ctx context.Context, tx *sql.Tx, p plannedSeries,
) ([]domain.Shift, []fault.Field, error) {
	in := store.In(tx)
	roles, err := in.RolesByID(ctx, map[string]bool{p.RoleID: true})
	if err != nil {
		return nil, nil, err
	}
	role := resource.Found(roles, p.RoleID)
	if role != nil {
		if err := in.LockProgrammes(ctx, map[string]bool{role.ProgrammeID: true}); err != nil {
			return nil, nil, err
		}
	}
	told, err := in.PlannedSessions(ctx, p.ActivityID, p.Start, p.End)
	if err != nil {
		return nil, nil, err
	}
	all := agenda{maps.Clone(p.agenda.sessions), p.agenda.places}
	if all.sessions == nil {
		all.sessions = map[string]domain.Session{}
	}
	for _, one := range told {
		if _, known := all.sessions[one.ID]; !known {
			one.Confirmed = p.answered
			all.sessions[one.ID] = one
		}
	}
	held, err := all.lock(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	sessions := slices.SortedFunc(maps.Values(held), func(a, b domain.Session) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	shifts, broken := p.BySessions(sessions, role, s.Zone)
	return shifts, broken, nil
}
