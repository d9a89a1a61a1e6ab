package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// Webhook is a webhook as it is kept: its address is sealed.
type Webhook struct {
	domain.Webhook
	SealedURL []byte
}

// WebhookSecret is a secret as it is kept: sealed.
type WebhookSecret struct {
	domain.WebhookSecret
	Sealed []byte
}

// InsertWebhook adds a webhook, with its first secret.
func (s Store) InsertWebhook(ctx context.Context, w Webhook, secret WebhookSecret) error {
	if err := s.q.InsertWebhook(ctx, db.InsertWebhookParams{
		ID: w.ID, Issuer: w.Issuer, Subject: w.Subject, SealedUrl: w.SealedURL, State: string(w.State), Seq: w.Seq,
		CreatedAt: sqldb.At(w.Created),
	}); err != nil {
		return err
	}
	return s.insertWebhookSecret(ctx, secret)
}

func (s Store) insertWebhookSecret(ctx context.Context, secret WebhookSecret) error {
	return s.q.InsertWebhookSecret(ctx, db.InsertWebhookSecretParams{
		ID: secret.ID, WebhookID: secret.WebhookID, SealedSecret: secret.Sealed, UntilAt: sqldb.At(secret.Until),
		CreatedAt: sqldb.At(secret.Created),
	})
}

// LockLastChange answers the number of the last change, and has others who ask for it, or number changes, wait until the
// transaction ends.
func (s Store) LockLastChange(ctx context.Context) (int64, error) {
	const count = "last"
	counts, err := sqldb.LockByID(ctx, s.tx, `-- name: LockLastQuestionChange :many
SELECT id, seq FROM question_change_count WHERE id IN (%s)`, map[string]bool{count: true},
		func(r *sql.Rows) (id string, seq int64, err error) {
			err = r.Scan(&id, &seq)
			return id, seq, err
		})
	return counts[count], err
}

// CountWebhooks answers how many webhooks a caller has.
func (s Store) CountWebhooks(ctx context.Context, issuer, subject string) (int64, error) {
	return s.q.CountWebhooks(ctx, db.CountWebhooksParams{Issuer: issuer, Subject: subject})
}

// Webhook answers one webhook. Error: NOT_FOUND (WEBHOOK_NOT_FOUND), which is told to nobody.
func (s Store) Webhook(ctx context.Context, id string) (Webhook, error) {
	row, err := s.q.GetWebhook(ctx, id)
	return oneWebhook(row, err)
}

// LockWebhook answers one webhook, locked until the transaction ends. Error: NOT_FOUND (WEBHOOK_NOT_FOUND).
func (s Store) LockWebhook(ctx context.Context, id string) (Webhook, error) {
	if _, err := sqldb.LockByID(ctx, s.tx, `-- name: LockWebhook :many
SELECT id FROM webhook WHERE id IN (%s)`, map[string]bool{id: true},
		func(r *sql.Rows) (id string, _ bool, err error) {
			err = r.Scan(&id)
			return id, true, err
		}); err != nil {
		return Webhook{}, err
	}
	return s.Webhook(ctx, id)
}

func oneWebhook(row db.Webhook, err error) (Webhook, error) {
	return sqldb.One(row, err, webhook, "WEBHOOK_NOT_FOUND", "There is no webhook with this id.")
}

// Webhooks answers size webhooks of a caller after the one with id after.
func (s Store) Webhooks(ctx context.Context, issuer, subject, after string, size int32) ([]Webhook, error) {
	rows, err := s.q.ListWebhooks(ctx, db.ListWebhooksParams{Issuer: issuer, Subject: subject, After: after, Size: size})
	return sqldb.All(rows, err, webhook)
}

// ActiveWebhooks answers the ids of all webhooks that send.
func (s Store) ActiveWebhooks(ctx context.Context) ([]string, error) {
	return s.q.ListActiveWebhooks(ctx)
}

// UpdateWebhook keeps how far a webhook has come, which was locked.
func (s Store) UpdateWebhook(ctx context.Context, w domain.Webhook) error {
	return s.q.UpdateWebhook(ctx, db.UpdateWebhookParams{
		State: string(w.State), Seq: w.Seq, LastSuccessAt: sqldb.At(w.LastSuccess), LastFailureAt: sqldb.At(w.LastFailure.Time),
		LastFailureReason: w.LastFailure.Reason, LastFailureStatus: int64(w.LastFailure.Status), Failures: int64(w.Failures),
		FailingAt: sqldb.At(w.Failing), AttemptAt: sqldb.At(w.Attempt), ID: w.ID,
	})
}

// DeleteWebhook removes a webhook with its secrets.
func (s Store) DeleteWebhook(ctx context.Context, id string) error {
	return errors.Join(s.q.DeleteWebhookSecrets(ctx, id), s.q.DeleteWebhook(ctx, id))
}

// WebhookSecrets answers the secrets that sign at an instant, the newest first.
func (s Store) WebhookSecrets(ctx context.Context, webhookID string, now time.Time) ([]WebhookSecret, error) {
	rows, err := s.q.ListWebhookSecrets(ctx, db.ListWebhookSecretsParams{WebhookID: webhookID, Now: sqldb.At(now)})
	return sqldb.All(rows, err, webhookSecret)
}

// WebhookSecret answers one secret. Error: NOT_FOUND (WEBHOOK_SECRET_NOT_FOUND).
func (s Store) WebhookSecret(ctx context.Context, id string) (WebhookSecret, error) {
	row, err := s.q.GetWebhookSecret(ctx, id)
	return sqldb.One(row, err, webhookSecret, "WEBHOOK_SECRET_NOT_FOUND", "There is no secret with this id.")
}

// ReplaceWebhookSecret adds a secret, has the one before sign until an instant, and removes those that sign no more.
func (s Store) ReplaceWebhookSecret(ctx context.Context, secret WebhookSecret, until time.Time) error {
	if err := s.q.DeleteOldWebhookSecrets(ctx, db.DeleteOldWebhookSecretsParams{
		WebhookID: secret.WebhookID, Now: sqldb.At(secret.Created),
	}); err != nil {
		return err
	}
	if err := s.q.ReplaceWebhookSecret(ctx, db.ReplaceWebhookSecretParams{
		UntilAt: sqldb.At(until), WebhookID: secret.WebhookID,
	}); err != nil {
		return err
	}
	return s.insertWebhookSecret(ctx, secret)
}

// OldestWaiting answers when the oldest change was saved that a webhook has yet to tell; zero: there is none.
func (s Store) OldestWaiting(ctx context.Context, w domain.Webhook) (time.Time, error) {
	at, err := s.q.GetOldestChangeOfSender(ctx, db.GetOldestChangeOfSenderParams{After: w.Seq, Sender: w.Subject})
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return at.Time, err
}

func webhook(w db.Webhook) Webhook {
	return Webhook{SealedURL: w.SealedUrl, Webhook: domain.Webhook{
		ID: w.ID, Issuer: w.Issuer, Subject: w.Subject, State: domain.WebhookState(w.State), Seq: w.Seq,
		LastSuccess: w.LastSuccessAt.Time,
		LastFailure: domain.WebhookFailure{
			Time: w.LastFailureAt.Time, Reason: w.LastFailureReason, Status: int(w.LastFailureStatus),
		},
		Failures: int(w.Failures), Failing: w.FailingAt.Time, Attempt: w.AttemptAt.Time, Created: w.CreatedAt.Time,
	}}
}

func webhookSecret(s db.WebhookSecret) WebhookSecret {
	return WebhookSecret{Sealed: s.SealedSecret, WebhookSecret: domain.WebhookSecret{
		ID: s.ID, WebhookID: s.WebhookID, Until: s.UntilAt.Time, Created: s.CreatedAt.Time,
	}}
}
