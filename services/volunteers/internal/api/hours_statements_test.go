package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func (r *rig) statement(t testing.TB, personID string, year int32) (*volunteersv1.HoursStatement, error) {
	t.Helper()
	return r.statements.GetHoursStatement(r.coordinator(t), &volunteersv1.GetHoursStatementRequest{PersonId: personID, Year: year})
}

func TestStatementIsOfTheApprovedHoursOfTheYearByRole(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		intern := r.anEngagement(t, w.person.ID, func(e *domain.Engagement) { e.Kind = domain.Intern })
		role, stage := r.moreWork(t, intern.ID)
		for _, day := range []int{3, 1, 2} {
			r.approveHours(t, r.addHours(t, w.assignment, day, 90+day))
		}
		r.approveHours(t, r.addHours(t, stage, 9, 60))
		r.addHours(t, w.assignment, 4, 600) // nobody approved it
		withdrawn := r.approveHours(t, r.addHours(t, w.assignment, 5, 600))
		_, err := r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: withdrawn.GetId(), Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "dubbel"},
		})
		require.NoError(t, err)
		other := r.aWorker(t)
		r.approveHours(t, r.addHours(t, other.assignment, 1, 600))
		last := hoursOf(w.assignment, 1, 600)
		last.Hours.Date, last.Hours.State = "2021-12-31", volunteersv1.HoursState_HOURS_STATE_APPROVED
		_, err = r.hours.CreateHours(r.importer(t), last)
		require.NoError(t, err)

		got, err := r.statement(t, w.person.ID, 2022)

		require.NoError(t, err)
		text := strings.Join(pdftest.Pages(t, got.GetContent()), " ")
		for _, want := range []string{
			"Verklaring van vrijwilligerswerk en stage", "Bea Jansen", "1 juni 3 juni 4 uur 36 min", "Taalcoach (stage)", "9 juni 9 juni 1 uur 00 min",
			"Samen 5 uur 36 min", "Beste Bea,",
		} {
			require.Contains(t, text, want)
		}
		requireProto(t, &volunteersv1.HoursStatement{
			PersonId: w.person.ID, Year: 2022, Minutes: 336, Roles: []*volunteersv1.WorkedRole{
				{
					Kind: asVolunteer, RoleId: w.role.ID, DisplayName: "Taalcoach", ProgrammeId: w.role.ProgrammeID, Minutes: 276,
					FirstDate: "2022-06-01", LastDate: "2022-06-03",
				},
				{
					Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN, RoleId: role.ID, DisplayName: "Taalcoach",
					ProgrammeId: role.ProgrammeID, Minutes: 60, FirstDate: "2022-06-09", LastDate: "2022-06-09",
				},
			},
			FileName: "verklaring-2022-" + strings.ReplaceAll(w.person.ID, "-", "") + ".pdf", MediaType: "application/pdf",
			Content: got.GetContent(),
		}, got)
		require.Len(t, r.lines(t, "GetHoursStatement"), 1)
		before, err := r.statement(t, w.person.ID, 2021)
		require.NoError(t, err)
		require.EqualValues(t, 600, before.GetMinutes())
	})
}

func TestStatementOfNothingIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		h := r.addHours(t, w.assignment, 1, 60)
		nothing := refusal{code: codes.FailedPrecondition, reason: "NO_APPROVED_HOURS"}
		r.refuses(t, nothing, func() error { _, err := r.statement(t, w.person.ID, 2022); return err })
		r.approveHours(t, h)
		r.refuses(t, nothing, func() error { _, err := r.statement(t, w.person.ID, 2021); return err })
		r.refuses(t, invalid("year YEAR_IN_FUTURE"), func() error { _, err := r.statement(t, w.person.ID, 2023); return err })
		r.refuses(t, gone("PERSON_NOT_FOUND"), func() error { _, err := r.statement(t, "nobody", 2022); return err })

		r.clock.Set(time.Date(2022, 12, 31, 23, 30, 0, 0, time.UTC))
		r.refuses(t, nothing, func() error { _, err := r.statement(t, w.person.ID, 2023); return err }) // it is 2023 here
		r.clock.Set(now())

		_, err := r.erase(t, w.person.ID, "")
		require.NoError(t, err)
		r.refuses(t, gone("PERSON_ERASED"), func() error { _, err := r.statement(t, w.person.ID, 2022); return err })
	})
	_, err := (&api.HoursStatements{}).GetHoursStatement(t.Context(), &volunteersv1.GetHoursStatementRequest{})
	require.ErrorContains(t, err, "ORGANISATION_NOT_CONFIGURED")
}
