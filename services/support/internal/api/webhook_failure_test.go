package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// of answers the refusal of what is not the time for.
func (refusal) of(reason string) refusal {
	return refusal{code: codes.FailedPrecondition, reason: reason}
}

const (
	reasonRefused    = supportv1.WebhookFailureReason_WEBHOOK_FAILURE_REASON_REFUSED
	reasonGone       = supportv1.WebhookFailureReason_WEBHOOK_FAILURE_REASON_GONE
	reasonRedirected = supportv1.WebhookFailureReason_WEBHOOK_FAILURE_REASON_REDIRECTED
	reasonProhibited = supportv1.WebhookFailureReason_WEBHOOK_FAILURE_REASON_PROHIBITED
	reasonUnresolved = supportv1.WebhookFailureReason_WEBHOOK_FAILURE_REASON_UNRESOLVED
	suspended        = supportv1.WebhookState_WEBHOOK_STATE_SUSPENDED
	sending          = supportv1.WebhookState_WEBHOOK_STATE_ACTIVE
)

func TestChangeThatDidNotArriveIsSentAgainAndTheNextOneWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		h.now(answers(http.StatusServiceUnavailable))
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		q := r.sends(t, "system-a", "1")
		r.goesOn(t, q.GetId(), 2)
		first := h.next(t)
		for n := int32(1); n <= 12; n++ {
			got := r.becomes(t, "system-a", w.GetId(), failed(n))
			require.Equal(t, n, got.GetFailureCount())
			at := sqldb.At(r.clock.Now()).Time
			requireProto(t, &supportv1.WebhookFailure{Time: timestamppb.New(at), Reason: reasonRefused, HttpStatus: 503}, got.GetLastFailure())
			require.Equal(t, sending, got.GetState())
			require.Equal(t, q.GetUpdateTime().AsTime(), got.GetOldestWaitingTime().AsTime())
			longest := min(5*time.Second<<(n-1), time.Hour)
			pause := got.GetNextAttemptTime().AsTime().Sub(at)
			require.LessOrEqual(t, pause, longest)
			require.Greater(t, pause, longest*7/10)
			if n == 12 {
				h.now(answers(http.StatusOK))
			}
			require.Empty(t, h.calls, "not before it is time")
			r.clock.Set(got.GetNextAttemptTime().AsTime())
			again := h.next(t)
			require.Equal(t, first.header.Get("webhook-id"), again.header.Get("webhook-id"))
			require.Equal(t, first.body, again.body)
			require.True(t, again.verifies(t, w.GetSecret()))
		}
		requireOrder(t, append(changesOf([]call{first}), changesOf(h.take(t, 2))...))
		got := r.becomes(t, "system-a", w.GetId(), delivered)
		require.Nil(t, got.GetNextAttemptTime())
		require.Equal(t, reasonRefused, got.GetLastFailure().GetReason(), "it stays to be seen")
		require.Equal(t, sqldb.At(r.clock.Now()).Time, got.GetLastSuccessTime().AsTime())
	})
}

func TestReceiverThatAsksToWaitIsSentNothingBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		h.now(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		r.sends(t, "system-a", "1")
		got := r.becomes(t, "system-a", w.GetId(), failed(1))
		require.Equal(t, sqldb.At(now()).Add(10*time.Minute), got.GetNextAttemptTime().AsTime())
	})
}

func TestWebhookThatFailsForThreeDaysIsSuspendedAndLosesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		h.now(answers(http.StatusInternalServerError))
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		id := r.sends(t, "system-a", "1").GetId()
		for n := int32(1); ; n++ {
			got := r.becomes(t, "system-a", w.GetId(), failed(n))
			if got.GetState() == suspended {
				require.Nil(t, got.GetNextAttemptTime())
				break
			}
			require.Less(t, r.clock.Now().Sub(now()), 72*time.Hour)
			r.clock.Set(got.GetNextAttemptTime().AsTime())
		}
		require.GreaterOrEqual(t, r.clock.Now().Sub(now()), 72*time.Hour)
		require.Less(t, r.clock.Now().Sub(now()), 74*time.Hour)
		require.Contains(t, r.audited(t, "system-a"), "CreateWebhook webhook/"+w.GetId()+"/suspension")
		sent := len(h.calls)
		h.now(answers(http.StatusOK))
		r.clock.Advance(48 * time.Hour)
		r.goesOn(t, id, 2)
		r.proceeds(t)
		require.Len(t, h.calls, sent, "nothing is sent")
		h.take(t, sent)

		resumed, err := r.hooks.CreateWebhookResumption(r.system(t, "system-a"), &supportv1.CreateWebhookResumptionRequest{WebhookId: w.GetId()})
		require.NoError(t, err)
		require.Equal(t, sending, resumed.GetState())
		require.NotNil(t, resumed.GetOldestWaitingTime())
		told := changesOf(h.take(t, 3))
		require.Equal(t, int64(1), told[0].GetVersion())
		requireOrder(t, told)
		r.becomes(t, "system-a", w.GetId(), delivered)
	})
}

// proceeds has a system be sent a change: what was to be sent to others meanwhile was.
func (r *rig) proceeds(t testing.TB) {
	t.Helper()
	h := receives(t)
	r.aWebhook(t, "system-z", h.address(t))
	r.sends(t, "system-z", "")
	h.next(t)
}

func TestReceiverThatWantsNoMoreIsSentNoMore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		h.now(answers(http.StatusGone))
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		id := r.sends(t, "system-a", "1").GetId()
		got := r.becomes(t, "system-a", w.GetId(), failed(1))
		require.Equal(t, suspended, got.GetState())
		require.Equal(t, reasonGone, got.GetLastFailure().GetReason())
		h.next(t)
		again := &supportv1.CreateWebhookResumptionRequest{WebhookId: w.GetId(), RequestId: ids.New()}
		resumed, err := r.hooks.CreateWebhookResumption(r.system(t, "system-a"), again)
		require.NoError(t, err)
		require.Equal(t, sending, resumed.GetState())
		h.next(t)
		r.becomes(t, "system-a", w.GetId(), failed(1))
		resumed, err = r.hooks.CreateWebhookResumption(r.system(t, "system-a"), again)
		require.NoError(t, err)
		require.Equal(t, suspended, resumed.GetState(), "a second delivery of the request resumes nothing")
		r.goesOn(t, id, 1)
		r.clock.Advance(time.Hour)
		r.proceeds(t)
		require.Empty(t, h.calls)
	})
}

func TestWebhookThatWaitsTriesAtOnceWhenItIsResumed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		h.now(answers(http.StatusBadGateway))
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		r.sends(t, "system-a", "1")
		h.next(t)
		r.becomes(t, "system-a", w.GetId(), failed(1))
		h.now(answers(http.StatusOK))
		_, err := r.hooks.CreateWebhookResumption(r.system(t, "system-a"), &supportv1.CreateWebhookResumptionRequest{WebhookId: w.GetId()})
		require.NoError(t, err)
		h.next(t) // the clock stands still
	})
}

func TestRedirectOfAReceiverIsNotFollowed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h, elsewhere := receives(t), receives(t)
		h.now(func(w http.ResponseWriter, req *http.Request) {
			http.Redirect(w, req, elsewhere.address(t), http.StatusTemporaryRedirect)
		})
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		r.sends(t, "system-a", "1")
		got := r.becomes(t, "system-a", w.GetId(), failed(1))
		require.Equal(t, reasonRedirected, got.GetLastFailure().GetReason())
		require.Equal(t, int32(307), got.GetLastFailure().GetHttpStatus())
		require.Empty(t, elsewhere.calls)
	})
}

func TestHostThatMovesIntoAPrivateNetworkIsNotReached(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		w := r.aWebhook(t, "system-a", h.address(t))
		r.sendsWebhooks(t)
		for i, ip := range []string{"10.0.0.1", "169.254.169.254", "::1", "64:ff9b::7f00:1"} {
			h.CloseClientConnections()
			r.hooks.names.set(receiverHost, ip)
			if i == 0 {
				r.sends(t, "system-a", "1")
			}
			got := r.becomes(t, "system-a", w.GetId(), failed(int32(i)+1))
			require.Equal(t, reasonProhibited, got.GetLastFailure().GetReason(), ip)
			require.Zero(t, got.GetLastFailure().GetHttpStatus())
			if i < 3 {
				r.hooks.names.set(receiverHost, []string{"169.254.169.254", "::1", "64:ff9b::7f00:1"}[i])
			} else {
				r.hooks.names.set(receiverHost, "127.0.0.1")
			}
			require.Empty(t, h.calls)
			r.clock.Set(got.GetNextAttemptTime().AsTime())
		}
		h.next(t)
		r.becomes(t, "system-a", w.GetId(), delivered)
	})
}
