package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

func noon() time.Time { return time.Date(2026, time.November, 26, 12, 0, 0, 0, time.UTC) }

func TestWebhookIsSuspendedWhenItFailsOftenAndLongOrIsGone(t *testing.T) {
	for name, tt := range map[string]struct {
		failures int           // before
		since    time.Duration // how long it has been failing
		gone     bool
		want     domain.WebhookState
	}{
		"the first":                       {0, 0, false, domain.WebhookActive},
		"often":                           {500, 72*time.Hour - 1, false, domain.WebhookActive},
		"often and long":                  {500, 72 * time.Hour, false, domain.WebhookSuspended},
		"long, while this side was away":  {1, 240 * time.Hour, false, domain.WebhookActive},
		"long, and just often enough":     {19, 240 * time.Hour, false, domain.WebhookSuspended},
		"long, and just not often enough": {18, 240 * time.Hour, false, domain.WebhookActive},
		"gone at once":                    {0, 0, true, domain.WebhookSuspended},
	} {
		t.Run(name, func(t *testing.T) {
			w := domain.Webhook{State: domain.WebhookActive, Failures: tt.failures, Seq: 7}
			if tt.failures > 0 {
				w.Failing = noon().Add(-tt.since)
			}
			f := domain.WebhookFailure{Time: noon(), Reason: "refused", Status: 500}
			w.Failed(f, tt.gone, time.Minute)
			require.Equal(t, tt.want, w.State)
			require.Equal(t, tt.failures+1, w.Failures)
			require.Equal(t, f, w.LastFailure)
			require.Equal(t, noon().Add(-tt.since), w.Failing)
			require.Equal(t, tt.want == domain.WebhookActive, w.Attempt.Equal(noon().Add(time.Minute)))
			require.Equal(t, tt.want == domain.WebhookSuspended, w.Attempt.IsZero())
			require.Equal(t, int64(7), w.Seq, "what did not arrive waits")

			before := w
			w.Resume()
			require.Equal(t, domain.Webhook{State: domain.WebhookActive, Seq: 7, LastFailure: before.LastFailure}, w)
			if tt.want == domain.WebhookSuspended {
				before.Failed(domain.WebhookFailure{Time: noon().Add(time.Hour)}, false, time.Minute)
				require.Equal(t, f, before.LastFailure, "what is suspended does not try")
				require.True(t, before.Attempt.IsZero())
			}
		})
	}
}

func TestPlaceOfAWebhookNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := domain.Webhook{State: domain.WebhookActive}
		highest := int64(0)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			seq := rapid.Int64Range(1, 20).Draw(t, "seq")
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				w.Delivered(seq, noon())
				highest = max(highest, seq)
				require.Zero(t, w.Failures)
				require.True(t, w.Failing.IsZero() && w.Attempt.IsZero())
				require.Equal(t, noon(), w.LastSuccess)
			case 1:
				w.Passed(seq)
				highest = max(highest, seq)
			default:
				w.Failed(domain.WebhookFailure{Time: noon(), Reason: "refused"}, false, time.Minute)
			}
			require.Equal(t, highest, w.Seq)
		}
	})
}

func TestLimitsOfWebhooksAndTheirSecrets(t *testing.T) {
	require.NoError(t, domain.CheckWebhookCount(9))
	require.True(t, fault.Is(domain.CheckWebhookCount(10), "WEBHOOKS_TOO_MANY"))
	require.NoError(t, domain.CheckWebhookSecretCount(4))
	require.True(t, fault.Is(domain.CheckWebhookSecretCount(5), "WEBHOOK_SECRETS_TOO_MANY"))
}
