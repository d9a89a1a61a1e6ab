package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestReferralTakesItsQuestionUpAndRefersIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		made := r.aReferral(t, q.GetId(), toDebts, func(m *supportv1.Referral) {
			m.ConsentDate, m.ConsentForm, m.Urgent = nil, 0, true // a law does without a consent
		})
		want := referringTo(q.GetId(), toDebts)
		want.ConsentDate, want.ConsentForm, want.Urgent = nil, 0, true
		want.Id, want.State, want.Referrer, want.Etag = made.GetId(), rSending, workerSubject, "1"
		want.CreateTime, want.UpdateTime = made.GetCreateTime(), made.GetCreateTime()
		want.SharedData = []supportv1.SharedData{
			supportv1.SharedData_SHARED_DATA_GIVEN_NAME, supportv1.SharedData_SHARED_DATA_SURNAME,
			supportv1.SharedData_SHARED_DATA_BIRTH_DATE, supportv1.SharedData_SHARED_DATA_EMAIL,
			supportv1.SharedData_SHARED_DATA_TELEPHONE, supportv1.SharedData_SHARED_DATA_WIJK,
		}
		requireProto(t, want, made)
		requireProto(t, made, r.readReferral(t, made.GetId()))
		require.Equal(t, []string{"TAKEN_UP", "REFERRED"}, r.path(t, q.GetId()))
		got := r.readQuestion(t, q.GetId())
		require.Equal(t, []string{workerSubject, "2026-11-26", "3"}, []string{got.GetWorker(), got.GetTakeUpDate(), got.GetEtag()})
	})
}

func TestSystemRefersItsOwnQuestionAndNoOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		resident := r.aResident(t).GetId()
		system, other := r.system(t, "wijkteam-x"), r.system(t, "wijkteam-y")
		q, err := r.questions.CreateQuestion(system, &supportv1.CreateQuestionRequest{
			Question: asked(func(q *supportv1.Question) { q.ResidentId = resident }),
		})
		require.NoError(t, err)
		r.refuses(t, notYours(), func() error {
			_, err := r.refers(other, referringTo(q.GetId(), toVolunteers))
			return err
		})
		made, err := r.refers(system, referringTo(q.GetId(), toVolunteers))
		require.NoError(t, err)
		require.Equal(t, "wijkteam-x", r.readQuestion(t, q.GetId()).GetWorker(), "it took its question up")
		for _, ctx := range []string{"wijkteam-x", "wijkteam-y"} {
			answer, err := r.referrals.ListReferrals(r.system(t, ctx), &supportv1.ListReferralsRequest{})
			require.NoError(t, err)
			require.Len(t, answer.GetReferrals(), strings.Count(ctx, "x"))
		}
		_, err = r.referrals.GetReferral(other, &supportv1.GetReferralRequest{Id: made.GetId()})
		notYours().require(t, err)
		_, err = r.decides(other, made.GetId(), rWithdrawn)
		notYours().require(t, err)
		_, err = r.referrals.GetReferral(r.workerOf(t, "x", "stad"), &supportv1.GetReferralRequest{Id: made.GetId()})
		notYours().require(t, err)
		_, err = r.referrals.GetReferral(system, &supportv1.GetReferralRequest{Id: ids.New()})
		notYours().require(t, err)
	})
}

func TestEveryRuleThatAReferralBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		alone, q := r.aQuestion(t), r.aQuestionAbout(t, r.aResident(t).GetId())
		for name, tt := range map[string]struct {
			m    *supportv1.Referral
			want refusal
		}{
			"all of debts": {referringTo(alone.GetId(), toDebts, func(m *supportv1.Referral) {
				m.Purpose, m.ReferDate, m.ConsentForm, m.WantedId = "  ", "2026-11-27", 0, "a"
				m.OutsideParty, m.GuidanceKind = "x", supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK
			}), invalid("referral.purpose PURPOSE_MISSING", "referral.question_id RESIDENT_MISSING", "referral.refer_date DATE_IN_FUTURE",
				"referral.consent_form CONSENT_MISSING", "referral.wanted_id WANTED_ID_UNEXPECTED",
				"referral.outside_party OUTSIDE_PARTY_UNEXPECTED", "referral.guidance_kind GUIDANCE_KIND_UNEXPECTED")},
			"all of outside": {referringTo(alone.GetId(), toOutside, func(m *supportv1.Referral) {
				m.ReferDate, m.OutsideParty, m.ConsentDate = "2026-11-19", " ", proto.String("2026-11-20")
			}), invalid("referral.refer_date BEFORE_LAST_TRANSITION", "referral.outside_party OUTSIDE_PARTY_MISSING",
				"referral.consent_date CONSENT_TOO_LATE")},
			"no consent": {referringTo(q.GetId(), toVolunteers, func(m *supportv1.Referral) { m.ConsentDate, m.ConsentForm = nil, 0 }),
				invalid("referral.consent_date CONSENT_MISSING", "referral.consent_form CONSENT_MISSING")},
			"no guidance": {referringTo(q.GetId(), toGuidance, func(m *supportv1.Referral) { m.GuidanceKind = 0 }),
				invalid("referral.guidance_kind GUIDANCE_KIND_MISSING")},
			"nobody of health care": {referringTo(q.GetId(), toGuidance, func(m *supportv1.Referral) {
				m.GuidanceKind = supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION
			}), invalid("referral.guidance_kind REFERRER_NOT_HERE")},
			"no such date": {referringTo(q.GetId(), toDebts, func(m *supportv1.Referral) { m.ReferDate = "2026-02-30" }),
				invalid("referral.refer_date DATE_INVALID")},
			"a service that does not run": {referringTo(q.GetId(), toActivities), wants(codes.FailedPrecondition, "SERVICE_NOT_CONNECTED")},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, tt.want, func() error { _, err := r.refers(r.worker(t), tt.m); return err })
			})
		}
	})
}

func TestQuestionIsReferredOnceToEachAtATimeAndOnlyWhileItIsOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		first := r.aReferral(t, q.GetId(), toDebts)
		r.aReferral(t, q.GetId(), toVolunteers)
		r.aReferral(t, q.GetId(), toOutside)
		r.aReferral(t, q.GetId(), toOutside, func(m *supportv1.Referral) { m.OutsideParty = "Haagwinde" })
		require.Equal(t, "6", r.readQuestion(t, q.GetId()).GetEtag(), "each referral is a change of the question")
		for _, target := range []supportv1.ReferralTarget{toDebts, toVolunteers, toOutside} {
			r.refuses(t, wants(codes.AlreadyExists, "REFERRAL_OPEN"), func() error {
				_, err := r.refers(r.worker(t), referringTo(q.GetId(), target))
				return err
			})
		}
		_, err := r.decides(r.worker(t), first.GetId(), rWithdrawn)
		require.NoError(t, err)
		r.aReferral(t, q.GetId(), toDebts)
		answer, err := r.referrals.ListReferrals(r.worker(t), &supportv1.ListReferralsRequest{
			QuestionId: q.GetId(), Target: toDebts, State: rSending,
		})
		require.NoError(t, err)
		require.Len(t, answer.GetReferrals(), 1)

		require.NoError(t, r.takes(t, q.GetId(), closed, because(supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN)))
		r.refuses(t, wants(codes.FailedPrecondition, "QUESTION_NOT_OPEN"), func() error {
			_, err := r.refers(r.worker(t), referringTo(q.GetId(), toActivities))
			return err
		})
	})
}

func TestReferralIsMadeOnceForARequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		req := &supportv1.CreateReferralRequest{Referral: referringTo(q.GetId(), toOutside), RequestId: ids.New()}
		first, err := r.referrals.CreateReferral(r.worker(t), req)
		require.NoError(t, err)
		again, err := r.referrals.CreateReferral(r.worker(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		req.Referral.Purpose = "Kwikstaart"
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.referrals.CreateReferral(r.worker(t), req)
			return err
		})
	})
}

func TestQuestionIsReferredByHandOnlyWithAReferral(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		require.NoError(t, r.takes(t, q.GetId(), takenUp))
		r.refuses(t, wants(codes.FailedPrecondition, "REFERRAL_MISSING"), func() error { return r.takes(t, q.GetId(), referred) })
		made := r.aReferral(t, q.GetId(), toOutside)
		require.NoError(t, r.takes(t, q.GetId(), takenUp, because(supportv1.QuestionReason_QUESTION_REASON_NEW_INFORMATION)))
		require.NoError(t, r.takes(t, q.GetId(), referred), "one is open")
		_, err := r.decides(r.worker(t), made.GetId(), rDeclined)
		require.NoError(t, err)
		r.refuses(t, wants(codes.FailedPrecondition, "REFERRAL_MISSING"), func() error { return r.takes(t, q.GetId(), referred) })
	})
}

func TestReferralsAreInTheExportAndGoWithTheResident(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		q := r.aQuestionAbout(t, n.GetId())
		for _, target := range []supportv1.ReferralTarget{toOutside, toDebts} {
			r.aReferral(t, q.GetId(), target)
		}
		export, err := r.residents.ExportResident(r.worker(t), &supportv1.ExportResidentRequest{ResidentId: n.GetId()})
		require.NoError(t, err)
		require.Len(t, export.GetReferrals(), 2)
		require.Contains(t, export.GetReferrals()[0].GetPurpose(), "Kwikstaart")
		require.Contains(t, export.GetReferrals()[0].GetOutsideParty(), "Windvaan")
		require.Empty(t, export.GetReferrals()[0].GetReferrer())

		require.NoError(t, r.takes(t, q.GetId(), closed, because(supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN)))
		_, err = r.residents.CreateResidentErasure(r.worker(t), &supportv1.CreateResidentErasureRequest{ResidentId: n.GetId()})
		require.NoError(t, err)
		answer, err := r.referrals.ListReferrals(r.worker(t), &supportv1.ListReferralsRequest{QuestionId: q.GetId()})
		require.NoError(t, err)
		require.Len(t, answer.GetReferrals(), 2, "what counts stays")
		for _, m := range answer.GetReferrals() {
			require.Empty(t, m.GetPurpose()+m.GetOutsideParty(), "what was said is gone")
			require.Equal(t, rWithdrawn, m.GetState())
		}
		require.NoError(t, r.deps.FinishErasures(t.Context()), "nothing is left to do")
	})
}

func TestWhatIsDoneWithAReferralIsLoggedOfTheResident(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t).GetId()
		known, unknown := r.aQuestionAbout(t, n), r.aQuestion(t)
		for _, q := range []*supportv1.Question{known, unknown} {
			r.readReferral(t, r.aReferral(t, q.GetId(), toOutside).GetId())
		}
		for _, method := range []string{"CreateReferral", "GetReferral"} {
			var subjects []string
			for _, line := range r.lines(t, method) {
				require.Equal(t, "support/referrals", line.GetActivity())
				subjects = append(subjects, line.GetSubject())
			}
			require.ElementsMatch(t, []string{r.deps.Privacy.Logged(n), r.deps.Privacy.Logged(unknown.GetId())}, subjects)
		}
	})
}

func TestNothingOfAReferralIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	for _, q := range []*supportv1.Question{r.aQuestionAbout(t, r.aResident(t).GetId()), r.aQuestion(t)} {
		id := r.aReferral(t, q.GetId(), toOutside).GetId()
		_, err := r.decides(r.worker(t), id, rAccepted)
		require.NoError(t, err)
	}
	r.requireNoCanaryInFiles(t)
}
