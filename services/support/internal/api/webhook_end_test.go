package api_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestWhatWasBeingSentWhenTheProcessStoppedIsSentAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		end := make(chan struct{})
		h.now(func(http.ResponseWriter, *http.Request) { <-end })
		w := r.aWebhook(t, "system-a", h.address(t))
		stop := r.sendsWebhooks(t)
		r.goesOn(t, r.sends(t, "system-a", "1").GetId(), 1)
		first := h.next(t)
		stop() // which does not wait for the receiver
		close(end)
		require.Zero(t, r.webhook(t, "system-a", w.GetId()).GetFailureCount(), "the receiver did nothing wrong")
		h.now(answers(http.StatusOK))
		r.sendsWebhooks(t)
		again := h.take(t, 2)
		require.Equal(t, first.header.Get("webhook-id"), again[0].header.Get("webhook-id"), "by which the receiver can tell")
		requireOrder(t, changesOf(again))
	})
}

func TestErasureOfAResidentChangesNothingOfWhatIsSent(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		h := receives(t)
		r.aWebhook(t, "system-a", h.address(t))
		resident := r.aResident(t).GetId()
		q, err := r.questions.CreateQuestion(r.system(t, "system-a"), &supportv1.CreateQuestionRequest{
			Question: asked(func(q *supportv1.Question) { q.ResidentId = resident }),
		})
		require.NoError(t, err)
		r.goesOn(t, q.GetId(), 2)
		_, err = r.residents.CreateResidentErasure(r.worker(t), &supportv1.CreateResidentErasureRequest{ResidentId: resident})
		require.NoError(t, err)
		r.sendsWebhooks(t)
		calls := h.take(t, 3)
		requireOrder(t, changesOf(calls))
		require.Equal(t, closed, calls[2].change.GetState())
		for _, c := range calls {
			requireNoCanary(t, string(c.body))
			require.NotContains(t, string(c.body), resident)
		}
	})
}

func TestWebhookWhoseKeyIsGoneHoldsUpNoOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		bad, good := receives(t), receives(t)
		id := r.aWebhook(t, "system-a", bad.address(t)).GetId()
		r.aWebhook(t, "system-a", good.address(t))
		// An older copy of the database of keys was put back.
		require.NoError(t, r.deps.Privacy.Vault("support").Discard(t.Context(), id))
		r.sendsWebhooks(t)
		r.goesOn(t, r.sends(t, "system-a", "1").GetId(), 3)
		requireOrder(t, changesOf(good.take(t, 4)))
		require.Empty(t, bad.calls)
		require.Eventually(t, func() bool { return strings.Contains(r.hooks.log.String(), id) }, patience, 1e6, "it is in the log")
		_, err := r.hooks.DeleteWebhook(r.system(t, "system-a"), &supportv1.DeleteWebhookRequest{Id: id})
		require.NoError(t, err)
	})
}

func TestSecretAndAddressAreNowhere(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	r.runs(t, r.feed)
	h := receives(t)
	w := r.aWebhook(t, "system-a", h.address(t))
	secret, err := r.hooks.CreateWebhookSecret(r.system(t, "system-a"), &supportv1.CreateWebhookSecretRequest{WebhookId: w.GetId()})
	require.NoError(t, err)
	r.sendsWebhooks(t)
	for n, fail := range []func(){
		func() { h.now(answers(http.StatusInternalServerError)) },
		func() { h.now(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }) },
		func() { r.hooks.names.set(receiverHost, "10.0.0.1") },
		func() { r.hooks.names.forget(receiverHost) },
		func() { r.hooks.names.set(receiverHost, "127.0.0.1"); h.Close() },
	} {
		h.CloseClientConnections()
		fail()
		if n == 0 {
			r.sends(t, "system-a", "1")
		}
		got := r.becomes(t, "system-a", w.GetId(), failed(int32(n)+1))
		r.clock.Set(got.GetNextAttemptTime().AsTime())
	}
	logs := r.hooks.log.String()
	require.Contains(t, logs, w.GetId(), "something is logged")
	texts := []string{logs}
	for _, dir := range []string{r.dir(t), filepath.Dir(strings.TrimPrefix(r.keys, "sqlite:"))} {
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, f := range files {
			content, err := os.ReadFile(filepath.Join(dir, f.Name()))
			require.NoError(t, err)
			texts = append(texts, string(content))
		}
	}
	for _, canary := range []string{w.GetSecret(), w.GetSecret()[6:30], secret.GetSecret()[6:30], receiverHost, "geheim", "127.0.0.1", "10.0.0.1"} {
		for _, text := range texts {
			require.False(t, strings.Contains(text, canary), "%q is kept or told", canary)
		}
	}
}

// forget has a name be known no more.
func (n *names) forget(host string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.of, host)
}
