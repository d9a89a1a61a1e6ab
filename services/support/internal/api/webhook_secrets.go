package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/webhook"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// CreateWebhookSecret gives a webhook a new secret, beside which the one before signs for a day.
func (s *Webhooks) CreateWebhookSecret(
	ctx context.Context, req *supportv1.CreateWebhookSecretRequest,
) (*supportv1.WebhookSecret, error) {
	row, err := s.ownWebhook(ctx, req.GetWebhookId())
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	keys, err := s.vault().Keys(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	fresh, err := sealWebhookSecret(keys, domain.WebhookSecret{
		ID: made.ID, WebhookID: row.ID, Value: webhook.NewSecret(), Created: made.Now,
	})
	if err != nil {
		return nil, err
	}
	entry := auditlog.Done(ctx, webhookObject(row.ID)+"/secret")
	kept, err := resource.Create(ctx, s.DB, made, s.webhookRequest(ctx, "CreateWebhookSecret", req.GetRequestId(), row.ID),
		func(ctx context.Context, tx *sql.Tx, id string) (store.WebhookSecret, error) {
			return store.In(tx).WebhookSecret(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (store.WebhookSecret, error) {
			return fresh, s.replaceSecret(ctx, tx, fresh, entry)
		})
	if err != nil {
		return nil, gone(err)
	}
	secret, err := openWebhookSecret(keys, kept)
	return &supportv1.WebhookSecret{
		Id: secret.ID, WebhookId: secret.WebhookID, Secret: secret.Value, CreateTime: timestamppb.New(secret.Created),
	}, err
}

// replaceSecret has a secret sign in the place of the one before. Error: FAILED_PRECONDITION (WEBHOOK_SECRETS_TOO_MANY).
func (s *Webhooks) replaceSecret(ctx context.Context, tx *sql.Tx, fresh store.WebhookSecret, entry auditlog.Entry) error {
	in := store.In(tx)
	if _, err := in.LockWebhook(ctx, fresh.WebhookID); err != nil {
		return err
	}
	there, err := in.WebhookSecrets(ctx, fresh.WebhookID, fresh.Created)
	if err != nil {
		return err
	}
	if err := domain.CheckWebhookSecretCount(len(there)); err != nil {
		return err
	}
	if err := in.ReplaceWebhookSecret(ctx, fresh, fresh.Created.Add(domain.SecretOverlap)); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, s.now(), entry)
}

// CreateWebhookResumption has a webhook go on where it was, at once.
func (s *Webhooks) CreateWebhookResumption(
	ctx context.Context, req *supportv1.CreateWebhookResumptionRequest,
) (*supportv1.Webhook, error) {
	row, err := s.ownWebhook(ctx, req.GetWebhookId())
	if err != nil {
		return nil, err
	}
	entry := auditlog.Done(ctx, webhookObject(row.ID)+"/resumption")
	request := s.webhookRequest(ctx, "CreateWebhookResumption", req.GetRequestId(), row.ID)
	resumed, err := resource.Create(ctx, s.DB, resource.Making(s.Clock.Now()), request,
		func(ctx context.Context, tx *sql.Tx, _ string) (store.Webhook, error) {
			return store.In(tx).Webhook(ctx, row.ID)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Webhook, error) {
			w, err := store.In(tx).LockWebhook(ctx, row.ID)
			if err != nil {
				return w, err
			}
			w.Resume()
			if err := store.In(tx).UpdateWebhook(ctx, w.Webhook); err != nil {
				return w, err
			}
			return w, auditlog.Append(ctx, tx, s.now(), entry)
		})
	if err != nil {
		return nil, gone(err)
	}
	return s.encodeOneWebhook(ctx, resumed)
}
