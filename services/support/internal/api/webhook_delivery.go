package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/webhook"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

const (
	// questionChangedType is the type of the events that webhooks are sent.
	questionChangedType = "nl.welzijn.support.question-changed.v1"
	// passedAtOnce is after how many changes of others the place of a webhook is kept, so that a restart need not read them again.
	passedAtOnce = 500
	// sends is what the logs call that a webhook is sent something.
	sends = supportv1.WebhookService_CreateWebhook_FullMethodName
)

// delivery is one webhook at work.
type delivery struct {
	*WebhookDeliveries
	ctx    context.Context // that of its owner, who is told
	id     string
	viewer domain.Viewer
	kept   int64 // the place on the disk
}

// follow sends a webhook what comes after its place, until it is not active or ctx ends.
func (w *WebhookDeliveries) follow(ctx context.Context, id string) error {
	d := delivery{WebhookDeliveries: w, id: id, ctx: ctx}
	row, err := d.row()
	if err != nil {
		return err
	}
	owner := &auth.Identity{Issuer: row.Issuer, Subject: row.Subject, Roles: []string{wijkteamRole}}
	ctx = auth.Admitting(ctx, owner, owner.Roles)
	d.ctx, _ = processinglog.Begin(ctx, sends, "support/questions")
	d.viewer, d.kept = domain.ViewerOf(row.Subject, nil, false), row.Seq
	return w.Feed.Follow(ctx, row.Seq, d.tell)
}

// tell sends the changes that the owner may see, one after the other.
func (d *delivery) tell(batch feed.Batch[*domain.QuestionChange]) error {
	for _, c := range batch.Entries {
		if !d.viewer.MaySee(c.Question) {
			continue
		}
		if err := d.send(c); err != nil {
			return err
		}
	}
	if batch.Last-d.kept < passedAtOnce {
		return nil
	}
	return d.keep(func(w *domain.Webhook) { w.Passed(batch.Last) })
}

// send sends a change until it arrives, or the webhook is not active.
func (d *delivery) send(c *domain.QuestionChange) error {
	for {
		err := d.attempt(c)
		var failure *webhook.Failure
		if !errors.As(err, &failure) {
			return err
		}
		now := d.now()
		if err := d.keep(func(w *domain.Webhook) {
			pause := max(webhook.PauseAfter(w.Failures+1), failure.After)
			w.Failed(domain.WebhookFailure{Time: now, Reason: string(failure.Reason), Status: failure.Status},
				failure.Reason == webhook.Gone, pause)
		}); err != nil {
			return err
		}
		d.Log.InfoContext(d.ctx, "a webhook did not take a change",
			"webhook", d.id, "reason", failure.Reason, "status", failure.Status)
	}
}

// attempt sends a change once, when it is time to. Error: *webhook.Failure.
func (d *delivery) attempt(c *domain.QuestionChange) error {
	row, err := d.due()
	if err != nil {
		return err
	}
	keys, err := d.vault().Keys(d.ctx, d.id)
	if err != nil {
		return err
	}
	w, err := openWebhookURL(keys, row)
	if err != nil {
		return fmt.Errorf("open the address: %w", err)
	}
	secrets, err := d.signedBy(d.ctx, store.Reading(d.DB.Read()), keys, d.id)
	if err != nil {
		return fmt.Errorf("open the secrets: %w", err)
	}
	body, err := d.event(c)
	if err != nil {
		return err
	}
	if err := d.logTold(d.ctx, &d.told, c); err != nil {
		return err
	}
	if err := d.Sender.Send(d.ctx, webhook.Message{
		URL: w.URL, ID: c.ID, Time: d.now(), Secrets: secrets, ContentType: cloudevent.JSONType, Body: body,
	}); err != nil {
		return err
	}
	now := d.now()
	return d.keep(func(w *domain.Webhook) { w.Delivered(c.Seq, now) })
}

// due waits until the next attempt may be made, and answers the webhook as it is then. Who resumes it has it made at once.
func (d *delivery) due() (store.Webhook, error) {
	for {
		row, err := d.row()
		pause := row.Attempt.Sub(d.Clock.Now())
		if err != nil || pause <= 0 {
			return row, err
		}
		select {
		case <-d.ctx.Done():
			return row, d.ctx.Err()
		case <-time.After(min(pause, d.poll())):
		}
	}
}

// row answers the webhook as it is. Error: errNotActive.
func (d *delivery) row() (store.Webhook, error) {
	row, err := store.Reading(d.DB.Read()).Webhook(d.ctx, d.id)
	if fault.Is(err, "WEBHOOK_NOT_FOUND") || err == nil && row.State != domain.WebhookActive {
		err = errNotActive
	}
	return row, err
}

// keep keeps how far the webhook has come, also while the process stops: what was sent need not be sent again. Error:
// errNotActive, also where the change suspended it.
func (d *delivery) keep(change func(*domain.Webhook)) error {
	var row store.Webhook
	err := d.DB.Write(context.WithoutCancel(d.ctx), func(ctx context.Context, tx *sql.Tx) (err error) {
		if row, err = store.In(tx).LockWebhook(ctx, d.id); err != nil {
			return err
		}
		before := row.State
		change(&row.Webhook)
		if before == domain.WebhookActive && row.State == domain.WebhookSuspended {
			entry := auditlog.DoneAs(ctx, sends, webhookObject(d.id)+"/suspension")
			if err := auditlog.Append(ctx, tx, d.now(), entry); err != nil {
				return err
			}
		}
		return store.In(tx).UpdateWebhook(ctx, row.Webhook)
	})
	switch {
	case fault.Is(err, "WEBHOOK_NOT_FOUND"):
		return errNotActive
	case err != nil:
		return err
	}
	d.kept = row.Seq
	if row.State != domain.WebhookActive {
		d.Log.WarnContext(d.ctx, "a webhook is suspended", "webhook", d.id, "reason", row.LastFailure.Reason)
		return errNotActive
	}
	return nil
}

// event answers a change as it is sent: a CloudEvent in JSON, whose data is as REST has it.
func (d *delivery) event(c *domain.QuestionChange) ([]byte, error) {
	m := encodeChange(c)
	data, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(m)
	if err != nil {
		return nil, err
	}
	return cloudevent.ToJSON(cloudevent.Event{
		ID: c.ID, Source: d.Source, Type: questionChangedType, Subject: c.Question.ID, Time: c.Updated,
		DataContentType: cloudevent.JSONDataType, DataSchema: "urn:protobuf:" + string(m.ProtoReflect().Descriptor().FullName()),
		Data: data,
	})
}
