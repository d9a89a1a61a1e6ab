package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestSystemIsSentWhatItWouldSeeInAStream(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		stream := watches(r.system(t, "system-a"), t, r.changes, &watchRequest{})
		h := receives(t)
		r.sends(t, "system-a", "before") // it begins with what comes after it
		r.waitFor(t, 1)
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		q := r.sends(t, "system-a", "zaak-7")
		r.sends(t, "system-b", "zaak-8")
		require.NoError(t, r.takes(t, q.GetId(), takenUp))
		require.NoError(t, r.takes(t, q.GetId(), answered, func(s *supportv1.QuestionTransition) {
			s.Result = supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION
			s.SolvedInVoorveld, s.Answer = true, "Mevrouw Kwikstaart belt de verhuurder."
		}))
		told := stream.until(t, 4).told[1:]
		for i, c := range h.take(t, 3) {
			requireProto(t, told[i], c.change)
			require.True(t, c.verifies(t, w.GetSecret()))
			require.False(t, c.verifies(t, r.aWebhook(t, "system-c", hookAddress).GetSecret()))
			require.Equal(t, "application/cloudevents+json", c.header.Get("Content-Type"))
			require.Equal(t, fmt.Sprint(now().Unix()), c.header.Get("webhook-timestamp"))
			require.Equal(t, c.event.ID, c.header.Get("webhook-id"))
			require.Equal(t, event{
				SpecVersion: "1.0", ID: c.event.ID, Source: "urn:nld:oin:00000099000000000000:systeem:meedoen-support",
				Type: "nl.welzijn.support.question-changed.v1", Subject: q.GetId(), Time: "2026-11-26T12:00:00.123456Z",
				DataContentType: "application/json", DataSchema: "urn:protobuf:meedoen.support.v1.QuestionChange", Data: c.event.Data,
			}, c.event)
			requireNoCanary(t, string(c.body))
		}
		got := r.becomes(t, "system-a", w.GetId(), delivered)
		require.Equal(t, w.GetCreateTime().AsTime(), got.GetLastSuccessTime().AsTime())
		require.Nil(t, got.GetLastFailure())
		require.Empty(t, h.calls)
	})
}

func TestDataIsAsRESTHasIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		q := r.sends(t, "system-a", "zaak-7")
		var data map[string]any
		require.NoError(t, json.Unmarshal(h.next(t).event.Data, &data))
		require.Equal(t, "QUESTION_STATE_RECEIVED", data["state"])
		require.Equal(t, q.GetId(), data["questionId"])
		require.Equal(t, "1", data["version"])
		require.Equal(t, false, data["solvedInVoorveld"], "zeros are shown")
		require.NotContains(t, data, "takeUpDate", "what is absent is not")
	})
}

func TestEachWebhookIsSentEachChangeInOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		r.sendsWebhooks(t)
		one, two, theirs := receives(t), receives(t), receives(t)
		r.aWebhook(t, "system-a", one.address(t))
		r.aWebhook(t, "system-a", two.address(t))
		r.aWebhook(t, "system-b", theirs.address(t))
		const questions, steps = 4, 9
		for range questions {
			for _, name := range []string{"system-a", "system-b"} {
				r.goesOn(t, r.sends(t, name, "").GetId(), steps)
			}
		}
		for _, h := range []*hookReceiver{one, two, theirs} {
			var told []*supportv1.QuestionChange
			ids := map[string]bool{}
			for _, c := range h.take(t, questions*(steps+1)) {
				told = append(told, c.change)
				ids[c.header.Get("webhook-id")] = true
			}
			requireOrder(t, told)
			require.Len(t, ids, questions*(steps+1), "each once")
			require.Empty(t, h.calls)
		}
	})
}

func TestReceiverThatDoesNotAnswerHoldsUpNoOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		r.sendsWebhooks(t)
		end := make(chan struct{})
		var stuck []*hookReceiver
		for i := range 12 {
			h := receives(t)
			h.now(func(http.ResponseWriter, *http.Request) { <-end })
			stuck = append(stuck, h)
			r.aWebhook(t, fmt.Sprintf("system-%d", i%2), h.address(t))
		}
		defer close(end)
		good := receives(t)
		r.aWebhook(t, "system-a", good.address(t))
		for i := range 2 {
			r.sends(t, fmt.Sprintf("system-%d", i), "1")
		}
		for _, h := range stuck {
			h.next(t)
		}
		r.goesOn(t, r.sends(t, "system-a", "1").GetId(), 19)
		requireOrder(t, changesOf(good.take(t, 20)))
	})
}

func changesOf(calls []call) (list []*supportv1.QuestionChange) {
	for _, c := range calls {
		list = append(list, c.change)
	}
	return list
}

func TestWebhookGoesOnWhereItWasAfterARestart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		h := receives(t)
		r.aWebhook(t, "system-a", h.address(t))
		id := r.sends(t, "system-a", "1").GetId()
		var told []*supportv1.QuestionChange
		for i := range 4 { // each time it is another process
			f := newFeed(r.db, r.clock, 0)
			stopFeed, stop := r.runs(t, f), r.sendsFrom(t, f)
			told = append(told, changesOf(h.take(t, 1))...)
			r.becomes(t, "system-a", r.onlyWebhook(t), delivered)
			stop()
			stopFeed()
			require.NoError(t, r.takes(t, id, []supportv1.QuestionState{takenUp, closed}[i%2], func(s *supportv1.QuestionTransition) {
				switch i {
				case 0:
				case 1, 3:
					s.Reason = supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN
				default:
					s.Reason = supportv1.QuestionReason_QUESTION_REASON_NOT_SOLVED
				}
			}))
		}
		require.Len(t, told, 4)
		requireOrder(t, told)
		require.Empty(t, h.calls, "nothing came twice")
	})
}

// onlyWebhook answers the id of the webhook that there is.
func (r *rig) onlyWebhook(t testing.TB) (id string) {
	t.Helper()
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT id FROM webhook").Scan(&id))
	return id
}

func TestOneInstanceSendsAndAnotherTakesOver(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		r.aWebhook(t, "system-a", h.address(t))
		stop := r.sendsWebhooks(t)
		id := r.sends(t, "system-a", "1").GetId()
		h.next(t)
		elsewhere := newFeed(r.db, r.clock, 0)
		r.runs(t, elsewhere)
		r.sendsFrom(t, elsewhere)
		r.goesOn(t, id, 6)
		told := changesOf(h.take(t, 6))
		r.becomes(t, "system-a", r.onlyWebhook(t), delivered)
		require.Empty(t, h.calls, "each once, though two look")
		stop()
		require.NoError(t, r.takes(t, id, takenUp, func(s *supportv1.QuestionTransition) {
			s.Reason = supportv1.QuestionReason_QUESTION_REASON_NOT_SOLVED
		}))
		requireOrder(t, append(told, h.next(t).change))
	})
}

func TestSecretBeforeSignsForADay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		secrets := []string{w.GetSecret()}
		rotate := func() error {
			s, err := r.hooks.CreateWebhookSecret(r.system(t, "system-a"), &supportv1.CreateWebhookSecretRequest{WebhookId: w.GetId()})
			if err == nil {
				require.Equal(t, w.GetId(), s.GetWebhookId())
				secrets = append(secrets, s.GetSecret())
			}
			return err
		}
		signs := func() (which []bool) {
			r.sends(t, "system-a", "")
			c := h.next(t)
			for _, s := range secrets {
				which = append(which, c.verifies(t, s))
			}
			r.becomes(t, "system-a", w.GetId(), delivered)
			return which
		}
		require.Equal(t, []bool{true}, signs())
		require.NoError(t, rotate())
		require.Equal(t, []bool{true, true}, signs())
		r.clock.Advance(time.Hour)
		require.NoError(t, rotate())
		require.Equal(t, []bool{true, true, true}, signs())
		r.clock.Advance(23*time.Hour - time.Microsecond)
		require.Equal(t, []bool{true, true, true}, signs())
		r.clock.Advance(time.Microsecond)
		require.Equal(t, []bool{false, true, true}, signs())
		r.clock.Advance(time.Hour)
		require.Equal(t, []bool{false, false, true}, signs())
		for range 4 {
			require.NoError(t, rotate())
		}
		require.Len(t, r.rows(t, "webhook_secret"), 5, "those that sign no more are gone")
		r.refuses(t, refusal{}.of("WEBHOOK_SECRETS_TOO_MANY"), rotate)
	})
}

func TestWebhookThatIsRemovedIsSentNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		gone, stays := receives(t), receives(t)
		w := r.aWebhook(t, "system-a", gone.address(t))
		r.aWebhook(t, "system-a", stays.address(t))
		r.sendsWebhooks(t)
		id := r.sends(t, "system-a", "1").GetId()
		gone.next(t)
		r.becomes(t, "system-a", w.GetId(), delivered)
		_, err := r.hooks.DeleteWebhook(r.system(t, "system-a"), &supportv1.DeleteWebhookRequest{Id: w.GetId()})
		require.NoError(t, err)
		r.goesOn(t, id, 5)
		stays.take(t, 6)
		require.Empty(t, gone.calls)
	})
}

func TestDisclosureIsInTheProcessingLogOnceADay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		r.aWebhook(t, "system-a", h.address(t))
		resident := r.aResident(t).GetId()
		send := func() string {
			q, err := r.questions.CreateQuestion(r.system(t, "system-a"), &supportv1.CreateQuestionRequest{
				Question: asked(func(q *supportv1.Question) { q.ResidentId = resident }),
			})
			require.NoError(t, err)
			return q.GetId()
		}
		r.sendsWebhooks(t)
		r.goesOn(t, send(), 4)
		h.take(t, 5)
		alone := r.sends(t, "system-a", "").GetId()
		h.next(t)
		r.clock.Advance(24 * time.Hour)
		r.goesOn(t, send(), 1)
		h.take(t, 2)
		var subjects []string
		for _, l := range r.lines(t, "CreateWebhook") {
			require.Equal(t, []string{"support/questions", "system-a", "wijkteam"},
				[]string{l.GetActivity(), l.GetActor(), strings.Join(l.GetRoles(), " ")})
			subjects = append(subjects, l.GetSubject())
		}
		require.Equal(t, []string{
			r.deps.Privacy.Logged(resident), r.deps.Privacy.Logged(alone), r.deps.Privacy.Logged(resident),
		}, subjects)
	})
}
