package api_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// The makers below put in the database what a test needs to be there and does not ask about itself.

func date(t testing.TB, text string) (d civil.Date) {
	t.Helper()
	require.NoError(t, d.Scan(text))
	return d
}

func (r *rig) write(t testing.TB, change func(ctx context.Context, s store.Store) error) {
	t.Helper()
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return change(ctx, store.In(tx)) }))
}

// aProgramme is known, and runs since 2020.
func (r *rig) aProgramme(t testing.TB) string {
	t.Helper()
	p := domain.Programme{ID: ids.New(), Code: "taal", Start: date(t, "2020-01-01"), Version: 1}
	r.write(t, func(ctx context.Context, s store.Store) error { return s.PutProgramme(ctx, p) })
	return p.ID
}

// aPerson is there, born in 1980 where change does not say otherwise.
func (r *rig) aPerson(t testing.TB, change ...func(*domain.Person)) domain.Person {
	t.Helper()
	p := domain.Person{
		ID: ids.New(), State: domain.Present, Version: 1, Created: r.deps.Clock.Now(), Updated: r.deps.Clock.Now(),
		Person: person.Person{GivenName: "Bea", Surname: "Jansen", Birth: person.Birth{Date: date(t, "1980-03-04")}},
	}
	for _, c := range change {
		c(&p)
	}
	keys, err := r.deps.Privacy.Vault(events.Service).MakeKeys(t.Context(), p.ID)
	require.NoError(t, err)
	sealed, err := person.Seal(keys, p.ID, p.Person)
	require.NoError(t, err)
	r.write(t, func(ctx context.Context, s store.Store) error {
		return s.InsertPeople(ctx, []store.Person{{
			ID: p.ID, Sealed: sealed, Hashes: person.FinderOf(r.deps.Privacy, events.Service).Hashes(p.Person), Wijk: p.Wijk,
			BirthYear: p.Birth.YearOf(), Languages: p.Languages, Skills: p.Skills, Interests: p.Interests,
			Availability: p.Availability, State: p.State, Version: p.Version, Created: p.Created, Updated: p.Updated,
		}})
	})
	return p
}

// anEngagement is active since 2021, as a volunteer, where change does not say otherwise.
func (r *rig) anEngagement(t testing.TB, personID string, change ...func(*domain.Engagement)) domain.Engagement {
	t.Helper()
	e := domain.Engagement{
		ID: ids.New(), PersonID: personID, Kind: domain.Volunteer, State: domain.Engaged, Start: date(t, "2021-01-04"),
		StateDate: date(t, "2021-02-01"), Version: 1, Created: r.deps.Clock.Now(), Updated: r.deps.Clock.Now(),
	}
	for _, c := range change {
		c(&e)
	}
	r.write(t, func(ctx context.Context, s store.Store) error {
		return s.InsertEngagements(ctx, []domain.Engagement{e})
	})
	return e
}

// aRole is fulfilled since 2020 and asks nothing, where change does not say otherwise.
func (r *rig) aRole(t testing.TB, programmeID string, change ...func(*domain.Role)) domain.Role {
	t.Helper()
	role := domain.Role{
		ID: ids.New(), Code: "taalcoach", Name: "Taalcoach", ProgrammeID: programmeID, Reach: domain.WholeCity, Start: date(t, "2020-01-01"),
		Version: 1, Created: r.deps.Clock.Now(), Updated: r.deps.Clock.Now(),
	}
	for _, c := range change {
		c(&role)
	}
	r.write(t, func(ctx context.Context, s store.Store) error { return s.InsertRole(ctx, role) })
	return role
}

// anAssignment goes on since March 2021, where change does not say otherwise.
func (r *rig) anAssignment(
	t testing.TB, engagementID, roleID string, change ...func(*domain.Assignment),
) domain.Assignment {
	t.Helper()
	a := domain.Assignment{
		ID: ids.New(), EngagementID: engagementID, RoleID: roleID, State: domain.Working, Start: date(t, "2021-03-01"),
		StateDate: date(t, "2021-03-01"), Version: 1, Created: r.deps.Clock.Now(), Updated: r.deps.Clock.Now(),
	}
	for _, c := range change {
		c(&a)
	}
	r.write(t, func(ctx context.Context, s store.Store) error {
		return s.InsertAssignments(ctx, []domain.Assignment{a})
	})
	return a
}
