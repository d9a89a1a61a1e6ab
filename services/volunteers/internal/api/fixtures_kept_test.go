package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func TestWhatIsKeptIsReadAsItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.aPerson(t, func(p *domain.Person) {
			p.Languages, p.Skills, p.Interests = []string{"nl", "ar"}, []string{"taalles"}, []string{"lezen", "schaken"}
			p.Wijk = areas.Wijk{Code: "WK003401", Edition: 2022}
			p.Availability = []domain.Availability{{Weekday: "monday", DayPart: "morning"}, {Weekday: "friday", DayPart: "evening"}}
		})
		e := r.anEngagement(t, p.ID)
		role := r.aRole(t, r.aProgramme(t), func(role *domain.Role) {
			role.End = date(t, "2030-12-31")
			role.Certificates = []domain.RequiredCertificate{
				{Kind: domain.Training, Training: "ehbo", RiskAreas: []string{}, FunctionAspects: []string{}, ValidityMonths: 24},
				{Kind: domain.VOG, RiskAreas: []string{"08"}, FunctionAspects: []string{"84", "85"}},
			}
		})
		a := r.anAssignment(t, e.ID, role.ID, func(a *domain.Assignment) { a.Wijk = p.Wijk })
		s := store.Reading(r.db.Read())

		kept, err := s.Person(t.Context(), p.ID)
		require.NoError(t, err)
		require.Equal(t, p.Languages, kept.Languages)
		require.Equal(t, p.Skills, kept.Skills)
		require.Equal(t, p.Interests, kept.Interests)
		require.Equal(t, p.Availability, kept.Availability)
		require.Equal(t, p.Wijk, kept.Wijk)
		require.Equal(t, 1980, kept.BirthYear)
		require.NotContains(t, string(kept.Sealed), "Jansen")

		e.Created, e.Updated = sqldb.At(e.Created).Time, sqldb.At(e.Updated).Time
		r.write(t, func(ctx context.Context, s store.Store) error {
			found, err := s.EngagementsByID(ctx, map[string]bool{e.ID: true, "absent": true})
			require.Equal(t, map[string]domain.Engagement{e.ID: e}, found)
			return err
		})
		role.Created, role.Updated = e.Created, e.Updated
		found, err := s.Role(t.Context(), role.ID)
		require.NoError(t, err)
		require.Equal(t, role, found)
		a.Created, a.Updated = e.Created, e.Updated
		assigned, err := s.Assignment(t.Context(), a.ID)
		require.NoError(t, err)
		require.Equal(t, a, assigned)
	})
}
