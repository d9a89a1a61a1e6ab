package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

// taken decides on a referral that may be accepted, and answers the registration.
func (r *rig) taken(t testing.TB, id string, d decision) *activitiesv1.Registration {
	t.Helper()
	answer, err := r.rules(t, id, "", d)
	require.NoError(t, err)
	return r.registration(t, answer.GetActivityReferral().GetResultId())
}

// kept answers how many rows a table has.
func (r *rig) kept(t testing.TB, table string) int { return len(r.rows(t, table)) }

func TestAcceptedReferralRegistersWhoIsAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o, m, once := r.addOffer(t), r.arrives(t, "q-1"), ids.New()
		first, err := r.rules(t, m.GetId(), once, accepting(o.first("")))
		require.NoError(t, err)
		got := first.GetActivityReferral()
		require.Equal(t, referralAccepted, got.GetState())
		require.Equal(t, "2022-06-15", got.GetDecideDate())
		require.Equal(t, staffSubject, got.GetDecider())
		require.Nil(t, got.GetPerson())
		require.Empty(t, got.GetPurpose())

		place := r.registration(t, got.GetResultId())
		require.Equal(t, registered, place.GetState())
		require.Equal(t, o.activity, place.GetActivityId())
		require.Equal(t, o.sessions[0].GetId(), place.GetSessionId())
		added, err := r.getParticipant(t, place.GetParticipantId())
		require.NoError(t, err)
		want := participant()
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), "1", added.GetCreateTime(), added.GetUpdateTime()
		requireProto(t, want, added)
		require.Equal(t, []string{added.GetId()}, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))

		events := r.referralEvents(t)
		require.Len(t, events, 2)
		requireProto(t, &referralsv1.ReferralSaved{
			Id: m.GetId(), Version: 2, Reference: "q-1", Sender: "support", State: referralAccepted, DecideDate: "2022-06-15",
			ResultId: place.GetId(),
		}, events[1])
		require.Len(t, servicetest.Told(t, r.db, "nl.welzijn.activities.registration-saved.v1"), 1)
		require.Len(t, r.lines(t, "CreateActivityReferralDecision"), 3, "the referral, the participant and the registration")

		_, err = r.giveUp(t, place.GetId())
		require.NoError(t, err)
		again, err := r.rules(t, m.GetId(), once, accepting(o.first("")))
		require.NoError(t, err, "what became of the registration since then is nothing to a later delivery")
		requireProto(t, first, again)
		require.Equal(t, 1, r.kept(t, "participant"))
		require.Equal(t, 1, r.kept(t, "registration"))
		require.Equal(t, 1, r.keyCount(t), "of the participant")
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.rules(t, m.GetId(), once, declining())
			return err
		})
	})
}

func TestAcceptedReferralWaitsWhereNoPlaceIsFree(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		has := r.addRegistration(t, o.whole(r.addPerson(t)))
		waits := r.taken(t, r.arrives(t, "q-1").GetId(), accepting(o.whole("")))
		require.Equal(t, waiting, waits.GetState())
		require.Empty(t, waits.GetSessionId())
		_, err := r.giveUp(t, has.GetId())
		require.NoError(t, err)
		r.stand(t, offered, waits)
	})
}

func TestAcceptedReferralOfWhoTakesPartAlready(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, places(9))
		anna, double := r.addPerson(t), r.addPerson(t)
		r.addMerge(t, anna, double)
		place := r.taken(t, r.arrives(t, "q-1").GetId(), accepting(o.first(double)))
		require.Equal(t, anna, place.GetParticipantId(), "who the participant was found to be")
		require.Equal(t, 2, r.kept(t, "participant"), "nobody is added")
		logged := map[string]bool{}
		for _, line := range r.lines(t, "CreateActivityReferralDecision") {
			logged[line.GetSubject()] = true
		}
		require.True(t, logged[r.deps.Privacy.Logged(anna)])
		require.False(t, logged[r.deps.Privacy.Logged(double)])
		second := r.arrives(t, "q-2").GetId()
		r.refuses(t, invalid("decision.participant_id ALREADY_REGISTERED"), func() error {
			_, err := r.rules(t, second, "", accepting(o.first(anna)))
			return err
		})
		r.addErasure(t, anna)
		r.refuses(t, invalid("decision.participant_id PARTICIPANT_ERASED"), func() error {
			_, err := r.rules(t, second, "", accepting(o.last(double)))
			return err
		})
	})
}

func TestWhoMayBeTheSamePersonIsToldWithTheDecision(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		there, o := r.addParticipant(t), r.addOffer(t)
		answer, err := r.rules(t, r.arrives(t, "q-1").GetId(), "", accepting(o.first("")))
		require.NoError(t, err)
		require.Equal(t, []string{there.GetId()}, answer.GetProbableDoubleIds())
	})
}

func TestDeclinedReferralAddsNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		answer, err := r.rules(t, r.arrives(t, "q-1").GetId(), "", declining())
		require.NoError(t, err)
		require.Equal(t, referralDeclined, answer.GetActivityReferral().GetState())
		require.Equal(t, notWanted, answer.GetActivityReferral().GetDeclineReason())
		require.Nil(t, answer.GetActivityReferral().GetPerson())
		require.Zero(t, r.kept(t, "participant")+r.kept(t, "registration"))
		require.Zero(t, r.keyCount(t))
		require.Len(t, r.referralEvents(t), 2)
		require.Len(t, r.lines(t, "CreateActivityReferralDecision"), 1)
	})
}

func TestDecisionThatBreaksRulesAddsNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, func(a *activitiesv1.Activity) { a.MinAge, a.MaxAge = proto.Int32(55), proto.Int32(70) })
		id := r.arrives(t, "q-1").GetId()
		on := func(d decision, date string) decision { d.Date = date; return d }
		for name, tt := range map[string]struct {
			decision decision
			want     []string
		}{
			"too young": {accepting(o.first("")), []string{"decision.participant_id AGE_OUTSIDE_RANGE"}},
			"too young, on no date": {
				on(accepting(o.first("")), "2022-02-30"), []string{"decision.date DATE_INVALID", "decision.participant_id AGE_OUTSIDE_RANGE"},
			},
			"of nobody, for nothing": {
				on(accepting(&activitiesv1.Registration{ParticipantId: "nobody"}), "2022-06-12"),
				[]string{
					"decision.date DATE_BEFORE_REFERRAL", "decision.participant_id PARTICIPANT_UNKNOWN",
					"decision.session_id TARGET_MISSING",
				},
			},
			"with a reason": {
				&activitiesv1.ActivityReferralDecision{
					State: referralAccepted, Date: "2022-06-16", DeclineReason: notWanted, SessionId: o.sessions[0].GetId(), ActivityId: "none",
				},
				[]string{
					"decision.date DATE_IN_FUTURE", "decision.decline_reason DECLINE_REASON_UNEXPECTED",
					"decision.activity_id ACTIVITY_MISMATCH", "decision.participant_id AGE_OUTSIDE_RANGE",
				},
			},
			"declined as if accepted": {
				&activitiesv1.ActivityReferralDecision{
					State: referralDeclined, Date: "2022-06-15", ParticipantId: "p", ActivityId: o.activity,
				},
				[]string{
					"decision.decline_reason DECLINE_REASON_MISSING", "decision.participant_id PARTICIPANT_UNEXPECTED",
					"decision.activity_id TARGET_UNEXPECTED",
				},
			},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error { _, err := r.rules(t, id, "", tt.decision); return err })
				require.Equal(t, 1, r.keyCount(t), "of the referral: that of who was not added is gone")
			})
		}
		_, err := r.rules(t, id, "", &activitiesv1.ActivityReferralDecision{State: referralWithdrawn, Date: "2022-06-15"})
		require.Equal(t, codes.InvalidArgument, status.Code(err), "who is referred to cannot take it back")
		_, err = r.rules(t, id, "", declining())
		require.NoError(t, err, "it waits still")
	})
}

func TestReferralOfWhomNobodyKnowsAnyMoreNeedsAParticipant(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o, id := r.addOffer(t, places(9)), r.arrives(t, "q-1").GetId()
		// The database is a copy from before the decision.
		require.NoError(t, r.deps.Privacy.Vault("activities").Discard(t.Context(), id))
		r.refuses(t, invalid("decision.participant_id PARTICIPANT_MISSING", "decision.session_id SESSION_UNKNOWN"), func() error {
			_, err := r.rules(t, id, "", accepting(&activitiesv1.Registration{SessionId: "none"}))
			return err
		})
		r.refuses(t, invalid("decision.participant_id PARTICIPANT_MISSING"), func() error {
			_, err := r.rules(t, id, "", accepting(o.first("")))
			return err
		})
		require.Equal(t, registered, r.taken(t, id, accepting(o.first(r.addPerson(t)))).GetState())
	})
}

func TestDecisionsOnAReferralAtTheSameTimeMakeOne(t *testing.T) {
	for name, once := range map[string]string{"of one request": ids.New(), "of several": ""} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) {
				o, id := r.addOffer(t, places(9)), r.arrives(t, "q-1").GetId()
				decided := 0
				for _, err := range together(8, func(int) error {
					_, err := r.rules(t, id, once, accepting(o.first("")))
					return err
				}) {
					if err == nil {
						decided++
						continue
					}
					require.Equal(t, "REFERRAL_DECIDED", servicetest.ReasonOf(err))
				}
				require.Equal(t, map[bool]int{true: 8, false: 1}[once != ""], decided)
				require.Equal(t, 1, r.kept(t, "participant"))
				require.Equal(t, 1, r.kept(t, "registration"))
				require.Len(t, r.referralEvents(t), 2)
				require.Equal(t, 1, r.keyCount(t), "of the participant: those of the referral and of who was not added are gone")
			})
		})
	}
}

func TestNothingOfWhoWasReferredIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, sqliteEngine())
	o := r.addOffer(t, func(a *activitiesv1.Activity) { a.MaxAge = proto.Int32(70) })
	waits, declined, taken := r.arrives(t, "q-1"), r.arrives(t, "q-2"), r.arrives(t, "q-3")
	for id, d := range map[string]decision{declined.GetId(): declining(), taken.GetId(): accepting(o.first(""))} {
		_, err := r.rules(t, id, "", d)
		require.NoError(t, err)
	}
	_, err := r.rules(t, waits.GetId(), "", accepting(&activitiesv1.Registration{}))
	require.Error(t, err)
	requireNoCanary(t, err.Error())
	for _, content := range servicetest.Files(t, servicetest.Folder(t, r.db)) {
		requireNoCanary(t, content)
	}
	for _, rows := range r.state(t) {
		for _, row := range rows {
			requireNoCanary(t, row)
		}
	}
	require.Equal(t, 2, r.keyCount(t), "of the one that waits and of the participant")
	require.NoError(t, r.deps.FinishErasures(t.Context()))
	got, err := r.referrals.GetActivityReferral(r.staff(t), &activitiesv1.GetActivityReferralRequest{Id: waits.GetId()})
	require.NoError(t, err)
	requireProto(t, waits, got)
}
