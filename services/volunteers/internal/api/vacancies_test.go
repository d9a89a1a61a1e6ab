package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

const (
	draft  = volunteersv1.VacancyState_VACANCY_STATE_DRAFT
	opened = volunteersv1.VacancyState_VACANCY_STATE_OPEN
	filled = volunteersv1.VacancyState_VACANCY_STATE_FILLED
	closed = volunteersv1.VacancyState_VACANCY_STATE_CLOSED
)

// vacancyFor answers what to ask for: one person, from today on.
func vacancyFor(role domain.Role, change ...func(*volunteersv1.Vacancy)) *volunteersv1.CreateVacancyRequest {
	v := &volunteersv1.Vacancy{
		RoleId: role.ID, DisplayName: "Taalcoach gezocht", WantedCount: 1, StartDate: "2022-06-15",
	}
	for _, c := range change {
		c(v)
	}
	return &volunteersv1.CreateVacancyRequest{Vacancy: v, RequestId: ids.New()}
}

// aVacancy is open.
func (r *rig) aVacancy(t testing.TB, role domain.Role, change ...func(*volunteersv1.Vacancy)) *volunteersv1.Vacancy {
	t.Helper()
	v, err := r.vacancies.CreateVacancy(r.coordinator(t), vacancyFor(role, change...))
	require.NoError(t, err)
	_, err = r.stepVacancy(t, v.GetId(), opened)
	require.NoError(t, err)
	return r.vacancy(t, v.GetId())
}

func (r *rig) vacancy(t testing.TB, id string) *volunteersv1.Vacancy {
	t.Helper()
	v, err := r.vacancies.GetVacancy(r.coordinator(t), &volunteersv1.GetVacancyRequest{Id: id})
	require.NoError(t, err)
	return v
}

func (r *rig) stepVacancy(
	t testing.TB, id string, to volunteersv1.VacancyState,
) (*volunteersv1.VacancyTransition, error) {
	return r.vacancies.CreateVacancyTransition(r.coordinator(t), &volunteersv1.CreateVacancyTransitionRequest{
		VacancyId: id, Transition: &volunteersv1.VacancyTransition{To: to}, RequestId: ids.New(),
	})
}

// from has an assignment come from a vacancy.
func from(v *volunteersv1.Vacancy) func(*volunteersv1.Assignment) {
	return func(m *volunteersv1.Assignment) { m.VacancyId = v.GetId() }
}

func TestVacancyIsWrittenOpenedChangedAndClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := vacancyFor(r.aFit(t).role, func(v *volunteersv1.Vacancy) {
			v.Description, v.WijkCode, v.WijkYear = "Help iemand met Nederlands.", "WK003401", 2022
			v.WantedSkills, v.WantedLanguages, v.WantedInterests = []string{"taalles"}, []string{"nl", "ar"}, []string{"lezen"}
			v.Availability = []*volunteersv1.Availability{{Weekday: 1, DayPart: 2}}
			v.EndDate = proto.String("2022-12-31")
		})
		v, err := r.vacancies.CreateVacancy(r.coordinator(t), req)
		require.NoError(t, err)
		require.Equal(t, draft, v.GetState())
		require.True(t, proto.Equal(v, r.vacancy(t, v.GetId())))
		again, err := r.vacancies.CreateVacancy(r.coordinator(t), req)
		require.NoError(t, err)
		require.True(t, proto.Equal(v, again))

		_, err = r.stepVacancy(t, v.GetId(), opened)
		require.NoError(t, err)
		change := &volunteersv1.UpdateVacancyRequest{
			Vacancy: &volunteersv1.Vacancy{Id: v.GetId(), WantedCount: 3, Etag: "2"},
		}
		changed, err := r.vacancies.UpdateVacancy(r.coordinator(t), change)
		require.NoError(t, err)
		require.Equal(t, int32(3), changed.GetWantedCount())
		require.Equal(t, v.GetWantedLanguages(), changed.GetWantedLanguages())
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			return second(r.vacancies.UpdateVacancy(r.coordinator(t), change))
		})
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}, func() error {
			return second(r.stepVacancy(t, v.GetId(), draft))
		})
		_, err = r.stepVacancy(t, v.GetId(), closed)
		require.NoError(t, err)
		change.Vacancy.Etag = ""
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "VACANCY_CLOSED"}, func() error {
			return second(r.vacancies.UpdateVacancy(r.coordinator(t), change))
		})
		steps, err := r.vacancies.ListVacancyTransitions(r.coordinator(t),
			&volunteersv1.ListVacancyTransitionsRequest{VacancyId: v.GetId()})
		require.NoError(t, err)
		require.Len(t, steps.GetTransitions(), 2)
		require.Equal(t, opened, steps.GetTransitions()[1].GetFrom())
		r.refuses(t, invalid("vacancy.role_id ROLE_UNKNOWN", "vacancy.end_date LAST_BEFORE_FIRST"), func() error {
			return second(r.vacancies.CreateVacancy(r.coordinator(t), vacancyFor(domain.Role{ID: "none"},
				func(v *volunteersv1.Vacancy) { v.EndDate = proto.String("2022-06-14") })))
		})
	})
}

func TestVacanciesAreListedByRoleAndStateAlsoForManagers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		one, other := r.aFit(t).role, r.aFit(t).role
		first, second := r.aVacancy(t, one), r.aVacancy(t, other)
		_, err := r.stepVacancy(t, second.GetId(), closed)
		require.NoError(t, err)
		manager := r.as(t, devissuer.Claims{Subject: "mia", Roles: []string{"account.manager"}})
		list := func(req *volunteersv1.ListVacanciesRequest) (found []string) {
			answer, err := r.vacancies.ListVacancies(manager, req)
			require.NoError(t, err)
			for _, v := range answer.GetVacancies() {
				found = append(found, v.GetId())
			}
			return found
		}
		require.Equal(t, []string{first.GetId(), second.GetId()}, list(&volunteersv1.ListVacanciesRequest{}))
		require.Equal(t, []string{second.GetId()}, list(&volunteersv1.ListVacanciesRequest{RoleId: other.ID}))
		require.Equal(t, []string{second.GetId()}, list(&volunteersv1.ListVacanciesRequest{State: closed}))
		require.Equal(t, []string{first.GetId()}, list(&volunteersv1.ListVacanciesRequest{PageSize: 1}))
	})
}

func TestReactionIsNoMatch(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		v := r.aVacancy(t, f.role)
		req := &volunteersv1.CreateVacancyReactionRequest{
			VacancyId: v.GetId(), RequestId: ids.New(),
			Reaction: &volunteersv1.VacancyReaction{PersonId: f.person.ID, Date: "2022-06-15"},
		}
		react := func(change func(*volunteersv1.CreateVacancyReactionRequest)) func() error {
			other := proto.CloneOf(req)
			other.RequestId = ids.New()
			change(other)
			return func() error { return second(r.vacancies.CreateVacancyReaction(r.coordinator(t), other)) }
		}
		one, err := r.vacancies.CreateVacancyReaction(r.coordinator(t), req)
		require.NoError(t, err)
		again, err := r.vacancies.CreateVacancyReaction(r.coordinator(t), req)
		require.NoError(t, err)
		require.True(t, proto.Equal(one, again))
		require.Empty(t, r.rows(t, "assignment"))
		require.Len(t, r.rows(t, "processing_log"), 2)

		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "REACTION_EXISTS"},
			react(func(*volunteersv1.CreateVacancyReactionRequest) {}))
		r.refuses(t, invalid("reaction.person_id PERSON_UNKNOWN", "reaction.date DATE_IN_FUTURE"),
			react(func(req *volunteersv1.CreateVacancyReactionRequest) {
				req.Reaction.PersonId, req.Reaction.Date = "nobody", "2022-06-16"
			}))
		list, err := r.vacancies.ListVacancyReactions(r.coordinator(t),
			&volunteersv1.ListVacancyReactionsRequest{VacancyId: v.GetId()})
		require.NoError(t, err)
		require.Len(t, list.GetReactions(), 1)
		_, err = r.stepVacancy(t, v.GetId(), closed)
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "VACANCY_NOT_OPEN"},
			react(func(*volunteersv1.CreateVacancyReactionRequest) {}))
		require.NoError(t, second(r.erase(t, f.person.ID, "")))
		require.Empty(t, r.rows(t, "vacancy_reaction"), "nothing of who was erased is left")
	})
}

func TestLastPlaceOfAVacancyIsConfirmedOnce(t *testing.T) {
	const callers = 8
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		v := r.aVacancy(t, f.role, func(v *volunteersv1.Vacancy) { v.WantedCount = 2 })
		var assignments []string
		for range callers {
			p := r.aPerson(t)
			a := r.propose(t, fit{p, r.anEngagement(t, p.ID), f.role}.assignment(from(v)))
			r.takes(t, a.GetId(), introduced)
			assignments = append(assignments, a.GetId())
		}
		won := 0
		for _, err := range together(callers, func(i int) error {
			return second(r.step(t, assignments[i], confirmed, "2022-06-15"))
		}) {
			if err == nil {
				won++
				continue
			}
			refusal{code: codes.FailedPrecondition, reason: "VACANCY_FILLED"}.require(t, err)
		}
		require.Equal(t, 2, won)
		require.Equal(t, filled, r.vacancy(t, v.GetId()).GetState())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "VACANCY_FILLED"}, func() error {
			return second(r.stepVacancy(t, v.GetId(), opened))
		})
		r.refuses(t, invalid("vacancy.wanted_count WANTED_BELOW_TAKEN"), func() error {
			return second(r.vacancies.UpdateVacancy(r.coordinator(t), &volunteersv1.UpdateVacancyRequest{
				Vacancy: &volunteersv1.Vacancy{Id: v.GetId(), WantedCount: 1},
			}))
		})
		p := r.aFit(t)
		r.refuses(t, invalid("assignment.vacancy_id VACANCY_CLOSED"), func() error {
			return second(r.assignments.CreateAssignment(r.coordinator(t), fit{p.person, p.engagement, f.role}.assignment(from(v))))
		})
	})
}

func TestPlaceThatCameFreeIsTakenOnceTheVacancyIsOpenAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f, other := r.aFit(t), r.aFit(t)
		v := r.aVacancy(t, f.role)
		a := r.propose(t, f.assignment(from(v)))
		next := r.propose(t, fit{other.person, other.engagement, f.role}.assignment(from(v)))
		r.takes(t, a.GetId(), introduced, confirmed, declined)
		r.takes(t, next.GetId(), introduced)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "VACANCY_FILLED"}, func() error {
			return second(r.step(t, next.GetId(), confirmed, "2022-06-15"))
		})
		_, err := r.stepVacancy(t, v.GetId(), opened)
		require.NoError(t, err)
		r.takes(t, next.GetId(), confirmed)
	})
}
