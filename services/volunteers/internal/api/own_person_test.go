package api_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestAppBeginsFromTheTokenAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, other, _ := r.twoHelpers(t)
		intern := r.anEngagement(t, mine.person, func(e *domain.Engagement) { e.Kind = domain.Intern })
		for _, roles := range [][]string{nil, {"volunteers.coordinator"}} {
			answer, err := r.people.GetOwnPerson(r.helping(t, helperSubject, roles...), &volunteersv1.GetOwnPersonRequest{})
			require.NoError(t, err)
			person, err := r.getPerson(t, mine.person)
			require.NoError(t, err)
			requireProto(t, person, answer.GetPerson())
			require.Equal(t, slices.Sorted(slices.Values([]string{mine.engagement, intern.ID})), answer.GetEngagementIds())
			require.Equal(t, []string{mine.assignment}, answer.GetAssignmentIds())
			r.requireOfNobodyElse(t, answer, other)
		}
	})
}

func TestVolunteerChangesHowToBeReachedAndNotWhoThatIs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, _, _ := r.twoHelpers(t)
		ctx := r.helping(t, helperSubject)
		update := func(p *volunteersv1.Person) (*volunteersv1.Person, error) {
			p.Id = mine.person
			return r.people.UpdatePerson(ctx, &volunteersv1.UpdatePersonRequest{Person: p})
		}
		r.refuses(t, invalid("person.given_name FIELD_NOT_YOURS", "person.surname FIELD_NOT_YOURS",
			"person.birth_date FIELD_NOT_YOURS", "person.birth_year FIELD_NOT_YOURS", "person.email EMAIL_INVALID"), func() error {
			_, err := update(&volunteersv1.Person{
				GivenName: "Dieuwertje", Surname: "van Xanten", BirthDate: proto.String("1975-01-02"), BirthYear: 1975, Email: "geen",
			})
			return err
		})
		changed := &volunteersv1.Person{
			GivenName: "Fatma", Surname: "Yılmaz", BirthYear: 1975, // as they are
			Email: "f@example.nl", Telephone: "06 4444 5555", WijkCode: "WK003402", WijkYear: 2022, Languages: []string{"tr"},
			Skills: []string{"naaien"}, Interests: []string{"koken"}, Availability: []*volunteersv1.Availability{{Weekday: 2, DayPart: 1}},
		}
		got, err := update(changed)
		require.NoError(t, err)
		want := proto.CloneOf(changed)
		want.Etag, want.CreateTime, want.UpdateTime = got.GetEtag(), got.GetCreateTime(), got.GetUpdateTime()
		requireProto(t, want, got)
	})
}

func TestVolunteerWithdrawsHoursOnlyWhileTheyWait(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, _, _ := r.twoHelpers(t)
		ctx := r.helping(t, helperSubject)
		withdraw := func() (*volunteersv1.Hours, error) {
			return r.hours.CreateHoursWithdrawal(ctx, &volunteersv1.CreateHoursWithdrawalRequest{
				HoursId: mine.hours, Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "vergist"}, RequestId: ids.New(),
			})
		}
		_, err := r.hours.CreateHoursApproval(r.coordinator(t), &volunteersv1.CreateHoursApprovalRequest{HoursId: mine.hours})
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "HOURS_APPROVED"}, func() error { _, err := withdraw(); return err })
		_, err = r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: mine.hours, Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "vergist"},
		})
		require.NoError(t, err, "a coordinator does")
	})
}

func TestVolunteerSeesVacanciesThatAreOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, _, _ := r.twoHelpers(t)
		role := r.aFit(t).role
		hidden, err := r.vacancies.CreateVacancy(r.coordinator(t), vacancyFor(role))
		require.NoError(t, err)
		ctx := r.helping(t, helperSubject)
		list := func(state volunteersv1.VacancyState) (found []string) {
			page, err := r.vacancies.ListVacancies(ctx, &volunteersv1.ListVacanciesRequest{State: state})
			require.NoError(t, err)
			for _, v := range page.GetVacancies() {
				found = append(found, v.GetId())
			}
			return found
		}
		require.Equal(t, []string{mine.vacancy}, list(0))
		require.Equal(t, []string{mine.vacancy}, list(opened))
		require.Empty(t, list(draft))
		_, err = r.vacancies.GetVacancy(ctx, &volunteersv1.GetVacancyRequest{Id: mine.vacancy})
		require.NoError(t, err)
		r.refuses(t, gone("VACANCY_NOT_FOUND"), func() error {
			_, err := r.vacancies.GetVacancy(ctx, &volunteersv1.GetVacancyRequest{Id: hidden.GetId()})
			return err
		})
		_, err = r.roles.GetRole(ctx, &volunteersv1.GetRoleRequest{Id: role.ID})
		require.NoError(t, err)
	})
}

func TestRequestIDOfAnotherAnswersNothingOfTheirs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, other, _ := r.twoHelpers(t)
		theirs, ctx, id := r.helping(t, otherSubject), r.helping(t, helperSubject), ids.New()
		hours := &volunteersv1.CreateHoursRequest{RequestId: id, Hours: &volunteersv1.Hours{
			AssignmentId: other.assignment, Date: "2022-06-03", Minutes: 30,
		}}
		claim := travel(domain.Assignment{ID: other.assignment}, 200)
		claim.RequestId = id
		reaction := &volunteersv1.CreateVacancyReactionRequest{RequestId: id, VacancyId: other.vacancy,
			Reaction: &volunteersv1.VacancyReaction{PersonId: other.person, Date: "2022-06-14"}}
		withdrawal := &volunteersv1.CreateHoursWithdrawalRequest{RequestId: id, HoursId: other.hours,
			Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "vergist"}}
		for range 2 { // the second delivery is answered as the first
			_, err := r.hours.CreateHours(theirs, hours)
			require.NoError(t, err)
			_, err = r.claims.CreateExpenseClaim(theirs, claim)
			require.NoError(t, err)
			_, err = r.vacancies.CreateVacancyReaction(theirs, reaction)
			require.NoError(t, err)
			_, err = r.hours.CreateHoursWithdrawal(theirs, withdrawal)
			require.NoError(t, err)
		}
		r.refuses(t, invalid("hours.assignment_id ASSIGNMENT_UNKNOWN"), func() error { _, err := r.hours.CreateHours(ctx, hours); return err })
		r.refuses(t, invalid("expense_claim.assignment_id ASSIGNMENT_UNKNOWN"), func() error {
			_, err := r.claims.CreateExpenseClaim(ctx, claim)
			return err
		})
		r.refuses(t, invalid("reaction.person_id PERSON_UNKNOWN"), func() error {
			_, err := r.vacancies.CreateVacancyReaction(ctx, reaction)
			return err
		})
		r.refuses(t, gone("HOURS_NOT_FOUND"), func() error { _, err := r.hours.CreateHoursWithdrawal(ctx, withdrawal); return err })
	})
}

func TestNobodyApprovesTheOwnHoursAndClaims(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, _, _ := r.twoHelpers(t)
		self := r.helping(t, helperSubject, "volunteers.coordinator")
		hours, claim := &volunteersv1.CreateHoursApprovalRequest{HoursId: mine.hours},
			&volunteersv1.CreateExpenseClaimApprovalRequest{ExpenseClaimId: mine.claim}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "OWN_HOURS"}, func() error {
			_, err := r.hours.CreateHoursApproval(self, hours)
			return err
		})
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "OWN_CLAIM"}, func() error {
			_, err := r.claims.CreateExpenseClaimApproval(self, claim)
			return err
		})
		colleague := r.helping(t, otherSubject, "volunteers.coordinator")
		_, err := r.hours.CreateHoursApproval(colleague, hours)
		require.NoError(t, err)
		_, err = r.claims.CreateExpenseClaimApproval(colleague, claim)
		require.NoError(t, err)
	})
}
