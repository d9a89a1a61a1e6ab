package api

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/webhook"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

const (
	// webhookPoll is how often the webhooks that there are, and one that waits, are looked at.
	webhookPoll = time.Second
	// webhookTrouble is how many polls a webhook rests after a fault of this side.
	webhookTrouble = 10
)

// WebhookDeliveries sends changes to the webhooks there are: each follows the changes by itself, so that none waits for another.
// One instance does so for all; where two do for a moment, a change may come twice.
type WebhookDeliveries struct {
	Deps
	Feed   *feed.Feed[*domain.QuestionChange]
	Sender *webhook.Sender
	Source string // of the events that are sent, a URN
	Log    *slog.Logger
	Poll   time.Duration // how often it looks; a second if zero
	told   told
}

// delivering is a webhook to which changes are sent.
type delivering struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

// Run sends changes until ctx ends. A fault of the database is logged and tried again.
func (w *WebhookDeliveries) Run(ctx context.Context) error {
	mine, running := lease.New(w.DB, w.Clock, "webhooks"), map[string]delivering{}
	defer func() {
		w.run(ctx, running, nil)
		if err := mine.Release(context.WithoutCancel(ctx)); err != nil {
			w.Log.Warn("the lease of webhooks was not released", "error", err)
		}
	}()
	for ctx.Err() == nil {
		active, err := w.active(ctx, mine)
		if err != nil && ctx.Err() == nil {
			w.Log.WarnContext(ctx, "webhooks wait", "error", err)
		}
		w.run(ctx, running, active)
		select {
		case <-ctx.Done():
		case <-time.After(w.poll()):
		}
	}
	return nil
}

func (w *WebhookDeliveries) poll() time.Duration {
	if w.Poll == 0 {
		return webhookPoll
	}
	return w.Poll
}

// active answers the webhooks that this instance sends to: none while another has the lease, or it cannot be renewed.
func (w *WebhookDeliveries) active(ctx context.Context, mine *lease.Lease) ([]string, error) {
	ids, err := store.Reading(w.DB.Read()).ActiveWebhooks(ctx)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, mine.Release(ctx)
	}
	held, err := mine.Take(ctx)
	if err != nil || !held {
		return nil, err
	}
	return ids, nil
}

// run has those in active sent to, and no others. What is being sent to others is broken off.
func (w *WebhookDeliveries) run(ctx context.Context, running map[string]delivering, active []string) {
	wanted := map[string]bool{}
	for _, id := range active {
		wanted[id] = true
	}
	for id, r := range running {
		select {
		case <-r.ended: // it was suspended, and may have been resumed since
			delete(running, id)
		default:
		}
		if !wanted[id] {
			r.cancel()
		}
	}
	for id, r := range running {
		if !wanted[id] {
			<-r.ended
			delete(running, id)
		}
	}
	for id := range wanted {
		if _, is := running[id]; is {
			continue
		}
		ctx, cancel := context.WithCancel(ctx)
		r := delivering{cancel, make(chan struct{})}
		running[id] = r
		go func() {
			defer close(r.ended)
			defer cancel()
			w.deliver(ctx, id)
		}()
	}
}

// errNotActive is that a webhook was suspended, or removed.
var errNotActive = errors.New("the webhook is not active")

// deliver sends what there is to a webhook, until it is not active or ctx ends.
func (w *WebhookDeliveries) deliver(ctx context.Context, id string) {
	for ctx.Err() == nil {
		err := w.follow(ctx, id)
		if errors.Is(err, errNotActive) || ctx.Err() != nil {
			return
		}
		w.Log.ErrorContext(ctx, "a webhook waits", "webhook", id, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(webhookTrouble * w.poll()):
		}
	}
}
