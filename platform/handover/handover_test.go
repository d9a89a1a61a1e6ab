package handover_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/handover"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

const (
	waiting   = referralsv1.ReferralState_REFERRAL_STATE_WAITING
	accepted  = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED
	declined  = referralsv1.ReferralState_REFERRAL_STATE_DECLINED
	withdrawn = referralsv1.ReferralState_REFERRAL_STATE_WITHDRAWN
)

func TestWhatIsHandedOverWaitsAndIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q1")
		want := referral("q1")
		want.Id, want.Sender, want.State, want.Etag = m.GetId(), "support", waiting, "1"
		want.CreateTime, want.UpdateTime = m.GetCreateTime(), m.GetUpdateTime()
		require.True(t, proto.Equal(want, m), "%v", m)
		require.True(t, proto.Equal(m, r.get(t, m.GetId())))
		events := r.events(t)
		require.Len(t, events, 1)
		require.True(t, proto.Equal(&referralsv1.ReferralSaved{
			Id: m.GetId(), Version: 1, Reference: "q1", Sender: "support", State: waiting,
		}, events[0]), "%v", events[0])
		_, err := r.Get(call(t, "cook"), "nobody")
		refuses(t, err, "REFERRAL_NOT_FOUND")
	})
}

func TestSecondDeliveryAddsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.arrives(t, "q1")
		again := r.arrives(t, "q1")
		require.True(t, proto.Equal(first, again))
		require.Len(t, r.all(t, "handover"), 1)
		require.Len(t, r.events(t), 1)
		other, err := r.TakeIn(call(t, "another"), referral("q1"))
		require.NoError(t, err)
		require.NotEqual(t, first.GetId(), other.GetId(), "references are of one sender")
	})
}

func TestDeliveriesAtTheSameTimeMakeOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const callers = 8
		var group sync.WaitGroup
		answers, errs := make([]*referralsv1.IncomingReferral, callers), make([]error, callers)
		for i := range callers {
			ctx := call(t, "support")
			group.Go(func() { answers[i], errs[i] = r.TakeIn(ctx, referral("q1")) })
		}
		group.Wait()
		for i := range callers {
			require.NoError(t, errs[i])
			require.True(t, proto.Equal(answers[0], answers[i]))
		}
		require.Len(t, r.all(t, "handover"), 1)
		require.Len(t, r.events(t), 1)
		require.Equal(t, 1, r.keysLeft(t), "the keys of those that came too late are destroyed")
	})
}

func TestOtherContentNamesEachField(t *testing.T) {
	type m = *referralsv1.IncomingReferral
	changes := map[string]func(m){
		"referrer":          func(m m) { m.Referrer = "ben" },
		"person.given_name": func(m m) { m.Person.GivenName = "Secret" },
		"person.surname":    func(m m) { m.Person.Surname = "Secret" },
		"person.birth_date": func(m m) { m.Person.BirthDate = proto.String("1991-05-06") },
		"person.email":      func(m m) { m.Person.Email = "secret@xanten.example" },
		"person.telephone":  func(m m) { m.Person.Telephone = "" },
		"person.wijk_code":  func(m m) { m.Person.WijkCode = "WK003402" },
		"purpose":           func(m m) { m.Purpose = "Secret" },
		"consent_date":      func(m m) { m.ConsentDate = nil },
		"refer_date":        func(m m) { m.ReferDate = "2022-06-13" },
		"urgent":            func(m m) { m.Urgent = false },
		"wanted_id":         func(m m) { m.WantedId = "" },
		"person.wijk_year":  func(m m) { m.Person.WijkYear = 2023 },
		"person.birth_year": func(m m) { m.Person.BirthYear = 1990 },
	}
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.arrives(t, "q1")
		before := r.state(t)
		var all []func(m)
		var fields []string
		for field, change := range changes {
			_, err := r.TakeIn(call(t, "support"), referral("q1", change))
			refuses(t, err, "CONFLICT", "referral."+field+" CONFLICT")
			require.NotContains(t, err.Error(), "ecret")
			all, fields = append(all, change), append(fields, "referral."+field+" CONFLICT")
		}
		_, err := r.TakeIn(call(t, "support"), referral("q1", all...))
		refuses(t, err, "CONFLICT", fields...)
		require.Equal(t, before, r.state(t), "what is refused changes nothing")

		require.NoError(t, r.accept(t, first.GetId()))
		again, err := r.TakeIn(call(t, "support"), referral("q1", changes["person.surname"], changes["purpose"]))
		require.NoError(t, err, "what is not kept any more is no difference")
		require.Equal(t, accepted, again.GetState())
		_, err = r.TakeIn(call(t, "support"), referral("q1", changes["urgent"]))
		refuses(t, err, "CONFLICT", "referral.urgent CONFLICT")
	})
}

func TestEveryViolationIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		before := r.state(t)
		_, err := r.TakeIn(call(t, "support"), referral("q1", func(m *referralsv1.IncomingReferral) {
			m.Person = &referralsv1.ReferredPerson{
				Email: "none", Telephone: "1", WijkCode: "WK009999", WijkYear: 2022, BirthYear: 1700,
			}
			m.Purpose, m.ReferDate, m.ConsentDate = " ", "2022-06-16", proto.String("2022-06-17")
		}))
		refuses(t, err, "REQUEST_INVALID", "referral.person.surname NAME_MISSING", "referral.person.email EMAIL_INVALID",
			"referral.person.telephone TELEPHONE_INVALID", "referral.person.wijk_code WIJK_UNKNOWN",
			"referral.person.birth_year BIRTH_DATE_TOO_LONG_AGO", "referral.purpose PURPOSE_MISSING",
			"referral.refer_date DATE_IN_FUTURE", "referral.consent_date DATE_IN_FUTURE")
		_, err = r.TakeIn(call(t, "support"), referral("q1", func(m *referralsv1.IncomingReferral) {
			m.ReferDate, m.ConsentDate, m.Person.BirthDate = "2022-02-30", proto.String("2022-02-31"), proto.String("2022-13-01")
		}))
		refuses(t, err, "REQUEST_INVALID", "referral.refer_date DATE_INVALID", "referral.consent_date DATE_INVALID",
			"referral.person.birth_date DATE_INVALID")
		require.Equal(t, before, r.state(t))
		require.Zero(t, r.keysLeft(t))
	})
}

func TestWhatIsTakenBackIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.arrives(t, "q1")
		m, err := r.TakeBack(call(t, "support"), "q1")
		require.NoError(t, err)
		require.Equal(t, first.GetId(), m.GetId())
		require.Equal(t, withdrawn, m.GetState())
		require.Equal(t, "2022-06-15", m.GetDecideDate())
		require.Nil(t, m.GetPerson())
		require.Empty(t, m.GetPurpose())
		require.False(t, r.hasKey(t, m.GetId()))
		require.Equal(t, withdrawn, r.events(t)[1].GetState())
		again, err := r.TakeBack(call(t, "support"), "q1")
		require.NoError(t, err)
		require.True(t, proto.Equal(m, again))
		require.Len(t, r.events(t), 2)
		refuses(t, r.accept(t, m.GetId()), "REFERRAL_DECIDED")
		require.True(t, proto.Equal(m, r.arrives(t, "q1")), "a late delivery adds nothing")
	})
}

func TestWhatIsTakenBackBeforeItArrivesNeverWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m, err := r.TakeBack(call(t, "support"), "q1")
		require.NoError(t, err)
		require.Equal(t, withdrawn, m.GetState())
		require.Empty(t, m.GetReferDate())
		require.True(t, proto.Equal(m, r.arrives(t, "q1")))
		require.Len(t, r.events(t), 1)
		require.Zero(t, r.keysLeft(t))
		require.NoError(t, r.FinishErasures(t.Context()))
	})
}

func TestWhatWasDecidedIsNotTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.arrives(t, "q1").GetId()
		require.NoError(t, r.decline(t, id))
		m, err := r.TakeBack(call(t, "support"), "q1")
		require.NoError(t, err)
		require.Equal(t, declined, m.GetState())
		require.Equal(t, referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY, m.GetDeclineReason())
		require.Len(t, r.events(t), 2)
		require.False(t, r.hasKey(t, id), "a key that was not destroyed yet, is")
	})
}

func TestDecisionsAtTheSameTimeMakeOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.arrives(t, "q1").GetId()
		const callers = 8
		var group sync.WaitGroup
		errs := make([]error, callers)
		for i := range callers {
			group.Go(func() {
				switch i % 4 {
				case 0:
					errs[i] = r.accept(t, id)
				case 1:
					errs[i] = r.decline(t, id)
				default:
					_, errs[i] = r.TakeBack(call(t, "support"), "q1")
				}
			})
		}
		group.Wait()
		decided := 0
		for i, err := range errs {
			switch {
			case err == nil && i%4 < 2:
				decided++
			case err != nil:
				require.True(t, fault.Is(err, "REFERRAL_DECIDED"), "%v", err)
			}
		}
		require.LessOrEqual(t, decided, 1)
		events := r.events(t)
		require.Len(t, events, 2)
		require.Equal(t, events[1].GetState(), r.get(t, id).GetState())
		require.Equal(t, decided == 0, events[1].GetState() == withdrawn)
	})
}

func TestDecisionHasItsRules(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		h, err := r.Open(call(t, "cook"), r.arrives(t, "q1").GetId())
		require.NoError(t, err)
		today := h.Refer.AddDays(1)
		for _, tt := range []struct {
			to     handover.State
			days   int // after it was made
			reason string
			want   []string
		}{
			{handover.Accepted, 0, "", nil},
			{handover.Declined, 1, "other", nil},
			{handover.Accepted, 2, "other", []string{"decline_reason DECLINE_REASON_UNEXPECTED", "date DATE_IN_FUTURE"}},
			{handover.Declined, -1, "", []string{"decline_reason DECLINE_REASON_MISSING", "date DATE_BEFORE_REFERRAL"}},
		} {
			var got []string
			for _, f := range h.CheckDecision(tt.to, h.Refer.AddDays(tt.days), tt.reason, today) {
				got = append(got, f.Path+" "+f.Reason)
			}
			require.Equal(t, tt.want, got)
		}
	})
}

func TestDecisionOfATransactionThatFailsIsNone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q1")
		h, err := r.Open(call(t, "cook"), m.GetId())
		require.NoError(t, err)
		deciding, no := r.Deciding(call(t, "cook"), h), errors.New("no")
		require.ErrorIs(t, r.DB.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := deciding.Accept(ctx, tx, handover.Decision{Date: h.Refer, Result: "dish", Decider: "cook"})
			return errors.Join(err, no)
		}), no)
		require.True(t, proto.Equal(m, r.get(t, m.GetId())))
		require.Len(t, r.events(t), 1)
	})
}

func TestListIsByStateAndOldestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var all []string
		for i := range 5 {
			all = append(all, r.arrives(t, fmt.Sprint("q", i)).GetId())
		}
		require.NoError(t, r.accept(t, all[1]))
		require.Equal(t, []string{all[0], all[2], all[3], all[4]}, r.listed(t, waiting, 2))
		require.Equal(t, []string{all[1]}, r.listed(t, accepted, 2))
		require.Empty(t, r.listed(t, declined, 2))
		require.Equal(t, all, r.listed(t, 0, 3))
	})
}

// listed answers the ids of all pages.
func (r *rig) listed(t *testing.T, state referralsv1.ReferralState, size int32) (ids []string) {
	t.Helper()
	for req := (&debtcounsellingv1.ListDebtReferralsRequest{State: state, PageSize: size}); ; {
		list, next, err := r.List(call(t, "cook"), req)
		require.NoError(t, err)
		for _, m := range list {
			require.Equal(t, m.GetState() == waiting, m.GetPerson().GetSurname() == "van Xanten")
			ids = append(ids, m.GetId())
		}
		if req.PageToken = next; next == "" {
			return ids
		}
	}
}

func TestNothingInClearButWhatMustBe(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ids := []string{r.arrives(t, "q1").GetId(), r.arrives(t, "q2").GetId()}
		require.NoError(t, r.decline(t, ids[1]))
		for _, row := range r.state(t) {
			for _, secret := range []string{"Dieuw", "Xanten", "xanten", "1990", "1357", "hungry", "WK0034"} {
				require.False(t, strings.Contains(row, secret), "%q is in clear: %s", secret, row)
			}
		}
		require.Len(t, r.all(t, "audit_log"), 3)
		require.Len(t, r.all(t, "processing_log"), 3)
	})
}
