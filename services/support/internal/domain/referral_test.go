package domain_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

func targets() []domain.ReferralTarget {
	return []domain.ReferralTarget{
		domain.ToDebtCounselling, domain.ToVolunteers, domain.ToActivities, domain.ToGuidance, domain.ToOutside,
	}
}

func referralStates() []domain.ReferralState {
	return []domain.ReferralState{
		domain.ReferralSending, domain.ReferralWaiting, domain.ReferralAccepted, domain.ReferralDeclined, domain.ReferralWithdrawn,
	}
}

func TestEveryStepOfAReferralFollowsTheTable(t *testing.T) {
	open := []domain.ReferralState{domain.ReferralSending, domain.ReferralWaiting}
	for _, target := range targets() {
		for _, from := range referralStates() {
			for _, to := range referralStates() {
				r := domain.Referral{ID: "r", Target: target, State: from, Refer: today(), Version: 3}
				before, s := r, domain.ReferralTransition{To: to, Date: today(), Recorder: "a"}
				if to == domain.ReferralDeclined {
					s.DeclineReason = "no_capacity"
				}
				err := r.Step(&s, today())
				decides := to == domain.ReferralAccepted || to == domain.ReferralDeclined
				switch {
				case target.Service() && decides:
					require.True(t, fault.Is(err, "REFERRAL_DECIDED_ELSEWHERE"), "%s: %s → %s: %v", target, from, to, err)
				case target.Service() && slices.Contains(open, from) && to == domain.ReferralWithdrawn,
					!target.Service() && from == domain.ReferralWaiting && (decides || to == domain.ReferralWithdrawn):
					require.NoError(t, err, "%s: %s → %s", target, from, to)
					require.Equal(t, []any{to, from, int64(4), int64(4), today()}, []any{r.State, s.From, s.Version, r.Version, r.DecideDate})
					continue
				default:
					require.True(t, fault.Is(err, "TRANSITION_NOT_ALLOWED"), "%s: %s → %s: %v", target, from, to, err)
				}
				require.Equal(t, before, r)
			}
		}
	}
}

// Whatever comes from whom a referral is for, in whatever order and however often, together with what is done here: what was
// decided there stands, nothing else ends the referral twice, and what was never told is not made up.
func TestNewsInAnyOrderEndsAReferralOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := domain.Referral{ID: "r", Target: domain.ToDebtCounselling, State: domain.ReferralSending, Refer: today(), Version: 1}
		decided := rapid.SampledFrom([]domain.ReferralState{
			domain.ReferralAccepted, domain.ReferralDeclined, domain.ReferralWithdrawn,
		}).Draw(t, "decided")
		all := []domain.ReferralNews{
			{Reference: "r", ReceiverID: "x", Version: 1, State: domain.ReferralWaiting},
			{Reference: "r", ReceiverID: "x", Version: 2, State: decided, Date: today()},
		}
		if decided == domain.ReferralDeclined {
			all[1].DeclineReason = "no_capacity"
		}
		heard, ended := false, 0
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			was := r
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				r.Arrive(time.Time{}.Add(1), today())
			case 1:
				s := domain.ReferralTransition{To: domain.ReferralWithdrawn, Date: today()}
				_ = r.Step(&s, today())
			default:
				n := rapid.SampledFrom(all).Draw(t, "news")
				heard = heard || n.Version == 2
				r.Hear(n, time.Time{}.Add(1), today())
			}
			if was.State != r.State {
				require.Equal(t, was.Version+1, r.Version)
			}
			if was.State.Open() && !r.State.Open() {
				ended++
			}
			require.False(t, !was.State.Open() && r.State.Open(), "%s → %s", was.State, r.State)
			require.Equal(t, r.State.Open(), r.DecideDate.IsZero())
			require.Equal(t, r.State == domain.ReferralDeclined, r.DeclineReason != "")
			if heard {
				require.Equal(t, decided, r.State, "what was decided there stands")
				require.False(t, r.Telling() && decided == domain.ReferralWithdrawn)
			}
		}
		require.LessOrEqual(t, ended, 1)
	})
}

func TestConsentIsNeededButForDebtCounselling(t *testing.T) {
	yesterday := today().AddDays(-1)
	for _, target := range targets() {
		for name, tt := range map[string]struct {
			date civil.Date
			form string
			want []string
		}{
			"none":     {civil.Date{}, "", []string{"consent_date CONSENT_MISSING", "consent_form CONSENT_MISSING"}},
			"no form":  {yesterday, "", []string{"consent_form CONSENT_MISSING"}},
			"no date":  {civil.Date{}, "oral", []string{"consent_date CONSENT_MISSING"}},
			"too late": {today(), "oral", []string{"consent_date CONSENT_TOO_LATE"}},
			"before":   {yesterday, "written", nil},
		} {
			t.Run(string(target)+" "+name, func(t *testing.T) {
				r := domain.Referral{
					ID: "r", Target: target, Purpose: "x", Refer: yesterday, Consent: tt.date, ConsentForm: tt.form,
				}
				switch target {
				case domain.ToGuidance:
					r.Guidance = "wayfinding"
				case domain.ToOutside:
					r.Party = "GGZ"
				}
				want := tt.want
				if target == domain.ToDebtCounselling && name == "none" {
					want = nil
				}
				err := r.Check(domain.Referring{
					Today: today(), Connected: true,
					Question: domain.Question{ID: "q", ResidentID: "n", State: domain.TakenUp, StateDate: yesterday},
				})
				require.Equal(t, want, broken(t, err))
				if err == nil {
					require.Equal(t, target.Service(), r.State == domain.ReferralSending)
				}
			})
		}
	}
}

// broken answers the rules that were broken in a referral, as "path REASON".
func broken(t *testing.T, err error) (list []string) {
	t.Helper()
	if err == nil {
		return nil
	}
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	for _, field := range f.Fields {
		require.Contains(t, field.Path, "referral.")
		list = append(list, field.Path[len("referral."):]+" "+field.Reason)
	}
	slices.Sort(list)
	return list
}

func TestNoMoreOfAResidentGoesAlongThanTheTableSays(t *testing.T) {
	r := domain.Resident{
		ID: "n", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022},
		Person: person.Person{
			GivenName: "Dieuwertje", Surname: "van Xanten", Birth: person.Birth{Date: civil.Date{Year: 1990, Month: 5, Day: 6}},
			Email: "d@x.example", Telephone: "0613579246",
		},
	}
	debts := r
	debts.ID = ""
	volunteers := debts
	volunteers.Surname, volunteers.Birth = "", person.Birth{}
	activities := debts
	activities.Birth = person.Birth{Year: 1990}
	for target, want := range map[domain.ReferralTarget]domain.Resident{
		domain.ToDebtCounselling: debts, domain.ToVolunteers: volunteers, domain.ToActivities: activities,
		domain.ToGuidance: {}, domain.ToOutside: {},
	} {
		require.Equal(t, want, r.For(target), target)
	}
	r.GivenName, r.Birth = "", person.Birth{Year: 1990}
	require.Equal(t, "van Xanten", r.For(domain.ToVolunteers).Surname, "somebody has to be called something")
	require.Equal(t, 1990, r.For(domain.ToActivities).Birth.Year)
	require.Equal(t, 1990, r.For(domain.ToDebtCounselling).Birth.Year)
}

func TestQuestionFollowsItsReferralsAndNoneOfBefore(t *testing.T) {
	open := domain.Referral{State: domain.ReferralWaiting, QuestionVersion: 5}
	accepted := domain.Referral{State: domain.ReferralAccepted, QuestionVersion: 6}
	before := domain.Referral{State: domain.ReferralAccepted, QuestionVersion: 3}
	declined := domain.Referral{State: domain.ReferralDeclined, QuestionVersion: 7}
	for name, tt := range map[string]struct {
		state domain.QuestionState
		all   []domain.Referral
		to    domain.QuestionState // "" where it stays
	}{
		"one is open":               {domain.Referred, []domain.Referral{accepted, open, declined}, ""},
		"one was taken on":          {domain.Referred, []domain.Referral{accepted, declined}, domain.Answered},
		"none was taken on":         {domain.Referred, []domain.Referral{declined}, domain.TakenUp},
		"one was, before":           {domain.Referred, []domain.Referral{before, declined}, domain.TakenUp},
		"it was taken up meanwhile": {domain.TakenUp, []domain.Referral{accepted}, ""},
		"it ended meanwhile":        {domain.Closed, []domain.Referral{declined}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			q := domain.Question{ID: "q", State: tt.state, StateDate: today(), Worker: "w", Version: 7}
			for _, date := range []civil.Date{today().AddDays(-3), today(), today().AddDays(3)} {
				s, follows := q.Follow(tt.all, 4, date, today())
				require.Equal(t, tt.to != "", follows)
				if !follows {
					continue
				}
				require.Equal(t, tt.to, s.To)
				moved := q
				require.NoError(t, moved.Step(&s, "", 0, today()), "it breaks no rule, whatever the calendar of others")
				require.Equal(t, "w", moved.Worker)
			}
		})
	}
}
