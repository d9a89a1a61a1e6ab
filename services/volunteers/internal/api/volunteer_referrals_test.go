package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

const (
	referralWaits     = referralsv1.ReferralState_REFERRAL_STATE_WAITING
	referralAccepted  = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED
	referralDeclined  = referralsv1.ReferralState_REFERRAL_STATE_DECLINED
	referralWithdrawn = referralsv1.ReferralState_REFERRAL_STATE_WITHDRAWN
	noCapacity        = referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY
)

// referring answers the context of the service that refers.
func (r *rig) referring(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "support", Roles: []string{"support.service"}})
}

// referral answers one that may arrive, changed by change.
func referral(reference string, change ...func(*referralsv1.IncomingReferral)) *referralsv1.IncomingReferral {
	m := &referralsv1.IncomingReferral{
		Reference: reference, Referrer: "wijkteam-oost", ReferDate: "2022-06-13", ConsentDate: proto.String("2022-06-12"),
		Purpose: "Dieuwertje van Xanten wil ergens koffie drinken.",
		Person: &referralsv1.ReferredPerson{
			GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"), Telephone: "06 1357 9246",
			Email: "dieuwertje@xanten.example", WijkCode: "WK003401", WijkYear: 2022,
		},
	}
	for _, c := range change {
		c(m)
	}
	return m
}

// arrives has a referral delivered.
func (r *rig) arrives(
	t testing.TB, reference string, change ...func(*referralsv1.IncomingReferral),
) *referralsv1.IncomingReferral {
	t.Helper()
	m, err := r.referrals.CreateVolunteerReferral(r.referring(t), &volunteersv1.CreateVolunteerReferralRequest{
		Referral: referral(reference, change...),
	})
	require.NoError(t, err)
	return m
}

type decision = *volunteersv1.VolunteerReferralDecision

// rules decides on a referral, as the coordinator does.
func (r *rig) rules(
	t testing.TB, id, requestID string, d decision,
) (*volunteersv1.CreateVolunteerReferralDecisionResponse, error) {
	return r.referrals.CreateVolunteerReferralDecision(r.coordinator(t), &volunteersv1.CreateVolunteerReferralDecisionRequest{
		VolunteerReferralId: id, Decision: d, RequestId: requestID,
	})
}

func acceptingBy(v *volunteersv1.Vacancy) decision {
	return &volunteersv1.VolunteerReferralDecision{State: referralAccepted, Date: "2022-06-15", VacancyId: v.GetId()}
}

func declining() decision {
	return &volunteersv1.VolunteerReferralDecision{State: referralDeclined, Date: "2022-06-15", DeclineReason: noCapacity}
}

// referralEvents answers the events about referrals, in order.
func (r *rig) referralEvents(t testing.TB) []*referralsv1.ReferralSaved {
	return servicetest.Events[*referralsv1.ReferralSaved](t, r.db, "referral.saved")
}

func TestReferralWaitsUntilItIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q-1")
		require.Equal(t, referralWaits, m.GetState())
		requireProto(t, m, r.arrives(t, "q-1"))
		got, err := r.referrals.GetVolunteerReferral(r.coordinator(t), &volunteersv1.GetVolunteerReferralRequest{Id: m.GetId()})
		require.NoError(t, err)
		requireProto(t, m, got)
		second := r.arrives(t, "q-2")
		_, err = r.rules(t, r.arrives(t, "q-3").GetId(), "", declining())
		require.NoError(t, err)
		req := &volunteersv1.ListVolunteerReferralsRequest{State: referralWaits, PageSize: 1}
		for _, want := range []*referralsv1.IncomingReferral{m, second} {
			page, err := r.referrals.ListVolunteerReferrals(r.coordinator(t), req)
			require.NoError(t, err)
			require.Len(t, page.GetVolunteerReferrals(), 1)
			requireProto(t, want, page.GetVolunteerReferrals()[0])
			req.PageToken = page.GetNextPageToken()
		}
		require.Empty(t, req.GetPageToken(), "the oldest first, and no more")
		require.Len(t, r.lines(t, "GetVolunteerReferral"), 1)
		require.Len(t, r.lines(t, "ListVolunteerReferrals"), 2)
		r.refuses(t, refusal{code: codes.NotFound, reason: "REFERRAL_NOT_FOUND"}, func() error {
			_, err := r.referrals.GetVolunteerReferral(r.coordinator(t), &volunteersv1.GetVolunteerReferralRequest{Id: "nobody"})
			return err
		})
	})
}

func TestReferralThatDiffersOrBreaksARuleIsNotTakenIn(t *testing.T) {
	type m = *referralsv1.IncomingReferral
	onBoth(t, func(t *testing.T, r *rig) {
		r.arrives(t, "q-1")
		for reference, tt := range map[string]struct {
			change func(m)
			want   refusal
		}{
			"q-1": {func(m m) { m.Purpose = "Iets anders." }, refusal{
				codes.AlreadyExists, "CONFLICT", []string{"referral.purpose CONFLICT"},
			}},
			"q-2": {func(m m) { m.Person.GivenName, m.Person.Surname, m.ReferDate = "", "", "2022-06-16" }, invalid(
				"referral.person.surname NAME_MISSING", "referral.refer_date DATE_IN_FUTURE")},
			"q-3": {func(m m) { m.Person.Surname, m.Purpose = "", " " }, invalid("referral.purpose PURPOSE_MISSING")},
		} {
			r.refuses(t, tt.want, func() error {
				_, err := r.referrals.CreateVolunteerReferral(r.referring(t), &volunteersv1.CreateVolunteerReferralRequest{
					Referral: referral(reference, tt.change),
				})
				return err
			})
		}
	})
}

func TestReferralIsTakenBackUntilItIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v, waits, decided := r.aVacancy(t, r.aRole(t, r.aProgramme(t))), r.arrives(t, "q-1"), r.arrives(t, "q-2")
		_, err := r.rules(t, decided.GetId(), "", acceptingBy(v))
		require.NoError(t, err)
		for reference, want := range map[string]referralsv1.ReferralState{"q-1": referralWithdrawn, "q-2": referralAccepted} {
			m, err := r.referrals.CreateVolunteerReferralWithdrawal(r.referring(t),
				&volunteersv1.CreateVolunteerReferralWithdrawalRequest{Reference: reference})
			require.NoError(t, err)
			require.Equal(t, want, m.GetState(), reference)
		}
		for _, d := range []decision{acceptingBy(v), acceptingBy(nil), declining()} {
			r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "REFERRAL_DECIDED"}, func() error {
				_, err := r.rules(t, waits.GetId(), "", d)
				return err
			})
		}
	})
}

func TestAcceptedReferralNamesTheVacancy(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v, m, once := r.aVacancy(t, r.aRole(t, r.aProgramme(t))), r.arrives(t, "q-1"), ids.New()
		before := len(r.rows(t, "person"))
		first, err := r.rules(t, m.GetId(), once, acceptingBy(v))
		require.NoError(t, err)
		got := first.GetVolunteerReferral()
		require.Equal(t, referralAccepted, got.GetState())
		require.Equal(t, v.GetId(), got.GetResultId())
		require.Equal(t, coordinatorSubject, got.GetDecider())
		require.Equal(t, "2022-06-15", got.GetDecideDate())
		require.Nil(t, got.GetPerson())
		require.Empty(t, got.GetPurpose())
		require.Len(t, r.rows(t, "person"), before, "who is referred is no volunteer")
		requireProto(t, v, r.vacancy(t, v.GetId()))
		events := r.referralEvents(t)
		require.Len(t, events, 2)
		requireProto(t, &referralsv1.ReferralSaved{
			Id: m.GetId(), Version: 2, Reference: "q-1", Sender: "support", State: referralAccepted, DecideDate: "2022-06-15",
			ResultId: v.GetId(),
		}, events[1])

		_, err = r.stepVacancy(t, v.GetId(), closed)
		require.NoError(t, err)
		again, err := r.rules(t, m.GetId(), once, acceptingBy(v))
		require.NoError(t, err, "what became of the vacancy since then is nothing to a later delivery")
		requireProto(t, first, again)
		require.Len(t, r.referralEvents(t), 2)
		require.Len(t, r.lines(t, "CreateVolunteerReferralDecision"), 2, "the decision, and that it was answered again")
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.rules(t, m.GetId(), once, declining())
			return err
		})
	})
}

func TestDecisionThatBreaksRulesChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		role := r.aRole(t, r.aProgramme(t))
		v, gone := r.aVacancy(t, role), r.aVacancy(t, role)
		_, err := r.stepVacancy(t, gone.GetId(), closed)
		require.NoError(t, err)
		id := r.arrives(t, "q-1").GetId()
		on := func(d decision, date string) decision { d.Date = date; return d }
		for name, tt := range map[string]struct {
			decision decision
			want     []string
		}{
			"by no vacancy": {
				on(acceptingBy(nil), "2022-06-12"), []string{"decision.date DATE_BEFORE_REFERRAL", "decision.vacancy_id VACANCY_MISSING"},
			},
			"by one that ended": {
				on(acceptingBy(gone), "2022-02-30"), []string{"decision.date DATE_INVALID", "decision.vacancy_id VACANCY_CLOSED"},
			},
			"by one that is not": {
				&volunteersv1.VolunteerReferralDecision{
					State: referralAccepted, Date: "2022-06-16", VacancyId: "none", DeclineReason: noCapacity,
				},
				[]string{
					"decision.date DATE_IN_FUTURE", "decision.decline_reason DECLINE_REASON_UNEXPECTED",
					"decision.vacancy_id VACANCY_UNKNOWN",
				},
			},
			"declined for none": {
				&volunteersv1.VolunteerReferralDecision{State: referralDeclined, Date: "2022-06-15", VacancyId: v.GetId()},
				[]string{"decision.decline_reason DECLINE_REASON_MISSING", "decision.vacancy_id VACANCY_UNEXPECTED"},
			},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error { _, err := r.rules(t, id, "", tt.decision); return err })
			})
		}
		_, err = r.rules(t, id, "", &volunteersv1.VolunteerReferralDecision{State: referralWithdrawn, Date: "2022-06-15"})
		require.Equal(t, codes.InvalidArgument, status.Code(err), "who is referred to cannot take it back")
		_, err = r.rules(t, id, "", acceptingBy(v))
		require.NoError(t, err, "it waits still")
	})
}

func TestDecisionsOnAReferralAtTheSameTimeMakeOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v, id := r.aVacancy(t, r.aRole(t, r.aProgramme(t))), r.arrives(t, "q-1").GetId()
		decided := 0
		for _, err := range together(8, func(i int) error {
			d := acceptingBy(v)
			if i%2 == 0 {
				d = declining()
			}
			_, err := r.rules(t, id, "", d)
			return err
		}) {
			if err == nil {
				decided++
				continue
			}
			require.Equal(t, "REFERRAL_DECIDED", reasonOf(err))
		}
		require.Equal(t, 1, decided)
		require.Len(t, r.referralEvents(t), 2)
	})
}

func TestNothingOfWhoWasReferredIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	v := r.aVacancy(t, r.aRole(t, r.aProgramme(t)))
	waits, declined, taken := r.arrives(t, "q-1"), r.arrives(t, "q-2"), r.arrives(t, "q-3")
	for id, d := range map[string]decision{declined.GetId(): declining(), taken.GetId(): acceptingBy(v)} {
		_, err := r.rules(t, id, "", d)
		require.NoError(t, err)
	}
	_, err := r.rules(t, waits.GetId(), "", acceptingBy(nil))
	require.Error(t, err)
	requireNoCanary(t, err.Error())
	r.requireNoCanaryInFiles(t)
	requireNoCanary(t, r.logged.String())
	for _, rows := range r.state(t) {
		for _, row := range rows {
			requireNoCanary(t, row)
		}
	}
	require.Equal(t, 1, r.keyCount(t), "what was decided does not open in an older copy either")
	require.NoError(t, r.deps.FinishErasures(t.Context()))
	got, err := r.referrals.GetVolunteerReferral(r.coordinator(t), &volunteersv1.GetVolunteerReferralRequest{Id: waits.GetId()})
	require.NoError(t, err)
	requireProto(t, waits, got)
}
