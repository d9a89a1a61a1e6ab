package api

import (
	"context"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// The places of what is sealed of a webhook, with a key of its own: to remove it is to destroy the key, in every copy.
const (
	webhookURLField    = "url"
	webhookSecretField = "secret"
)

// webhookObject answers what the audit log calls a webhook.
func webhookObject(id string) string { return "webhook/" + id }

// sealWebhookSecret answers a secret as it is kept.
func sealWebhookSecret(keys privacy.Keys, secret domain.WebhookSecret) (store.WebhookSecret, error) {
	sealed, err := keys.Seal(secret.WebhookID, secret.ID, webhookSecretField, []byte(secret.Value))
	return store.WebhookSecret{WebhookSecret: secret, Sealed: sealed}, err
}

func openWebhookSecret(keys privacy.Keys, row store.WebhookSecret) (domain.WebhookSecret, error) {
	value, err := keys.Open(row.WebhookID, row.ID, webhookSecretField, row.Sealed)
	secret := row.WebhookSecret
	secret.Value = string(value)
	return secret, err
}

func openWebhookURL(keys privacy.Keys, row store.Webhook) (domain.Webhook, error) {
	url, err := keys.Open(row.ID, row.ID, webhookURLField, row.SealedURL)
	w := row.Webhook
	w.URL = string(url)
	return w, err
}

// signedBy answers the values of the secrets that sign for a webhook, the newest first.
func (d Deps) signedBy(ctx context.Context, in store.Store, keys privacy.Keys, webhookID string) (values []string, err error) {
	rows, err := in.WebhookSecrets(ctx, webhookID, d.now())
	for _, row := range rows {
		secret, err := openWebhookSecret(keys, row)
		if err != nil {
			return nil, err
		}
		values = append(values, secret.Value)
	}
	return values, err
}

// ownWebhook answers a webhook of the caller. Error: PERMISSION_DENIED (WEBHOOK_NOT_YOURS), which is in the audit log before it
// is answered, and is the same for a webhook that is not there.
func (d Deps) ownWebhook(ctx context.Context, id string) (store.Webhook, error) {
	row, err := store.Reading(d.DB.Read()).Webhook(ctx, id)
	if err != nil && !fault.Is(err, "WEBHOOK_NOT_FOUND") {
		return row, err
	}
	if who := auth.From(ctx); err == nil && row.IsOf(who.Issuer, who.Subject) {
		return row, nil
	}
	return store.Webhook{}, d.refuse(ctx, webhookObject(id), domain.WebhookNotYours())
}

// gone answers the error of a webhook that was removed meanwhile as that of one that is not the caller's.
func gone(err error) error {
	if fault.Is(err, "WEBHOOK_NOT_FOUND") || fault.Is(err, "WEBHOOK_SECRET_NOT_FOUND") {
		return domain.WebhookNotYours()
	}
	return err
}

// encodeWebhooks answers webhooks with their addresses and what waits, and without their secrets.
func (d Deps) encodeWebhooks(ctx context.Context, rows ...store.Webhook) (list []*supportv1.Webhook, err error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	keys, err := d.vault().Keys(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		w, err := openWebhookURL(keys, row)
		if errors.Is(err, privacy.ErrErased) {
			continue // it was removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		m := encodeWebhook(w)
		oldest, err := store.Reading(d.DB.Read()).OldestWaiting(ctx, w)
		if err != nil {
			return nil, err
		}
		m.OldestWaitingTime = resource.OptionalTime(oldest)
		list = append(list, m)
	}
	return list, nil
}

// encodeOneWebhook is encodeWebhooks for one. Error: PERMISSION_DENIED (WEBHOOK_NOT_YOURS) where it was removed meanwhile.
func (d Deps) encodeOneWebhook(ctx context.Context, row store.Webhook) (*supportv1.Webhook, error) {
	list, err := d.encodeWebhooks(ctx, row)
	if err == nil && len(list) == 0 {
		err = domain.WebhookNotYours()
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func encodeWebhook(w domain.Webhook) *supportv1.Webhook {
	m := &supportv1.Webhook{
		Id: w.ID, Url: w.URL, State: enums.Value[supportv1.WebhookState](string(w.State)),
		LastSuccessTime: resource.OptionalTime(w.LastSuccess), FailureCount: int32(w.Failures),
		NextAttemptTime: resource.OptionalTime(w.Attempt), CreateTime: timestamppb.New(w.Created),
	}
	if f := w.LastFailure; !f.Time.IsZero() {
		m.LastFailure = &supportv1.WebhookFailure{
			Time: timestamppb.New(f.Time), Reason: enums.Value[supportv1.WebhookFailureReason](f.Reason), HttpStatus: int32(f.Status),
		}
	}
	return m
}
