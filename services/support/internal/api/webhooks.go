package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/webhook"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Webhooks answers WebhookService.
type Webhooks struct {
	supportv1.UnimplementedWebhookServiceServer
	Deps
	Sender *webhook.Sender // which knows what addresses may be reached
}

// newWebhook is a webhook that is added, with its first secret.
type newWebhook struct {
	store.Webhook
	secret store.WebhookSecret
}

// CreateWebhook adds a webhook of the caller.
func (s *Webhooks) CreateWebhook(ctx context.Context, req *supportv1.CreateWebhookRequest) (*supportv1.Webhook, error) {
	m, made, who := req.GetWebhook(), resource.Making(s.Clock.Now()), auth.From(ctx)
	if err := fault.Violations(s.Sender.CheckAddress(ctx, "webhook.url", m.GetUrl())); err != nil {
		return nil, err
	}
	fresh := newWebhook{Webhook: store.Webhook{Webhook: domain.Webhook{
		ID: made.ID, Issuer: who.Issuer, Subject: who.Subject, URL: m.GetUrl(), State: domain.WebhookActive, Created: made.Now,
	}}}
	list, err := privacy.SealEach(ctx, s.vault(), []newWebhook{fresh}, newWebhookID, sealNewWebhook)
	if err != nil {
		return nil, err
	}
	entry := auditlog.Done(ctx, webhookObject(made.ID))
	kept, err := resource.Create(ctx, s.DB, made, s.webhookRequest(ctx, "CreateWebhook", req.GetRequestId(), m.GetUrl()),
		func(ctx context.Context, tx *sql.Tx, id string) (store.Webhook, error) {
			return store.In(tx).Webhook(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Webhook, error) {
			return s.addWebhook(ctx, tx, list[0], entry)
		})
	err = privacy.DiscardUnused(ctx, s.vault(), list, newWebhookID, func(w newWebhook) bool { return w.ID != kept.ID }, err)
	if err != nil {
		return nil, gone(err)
	}
	return s.withSecret(ctx, kept)
}

func newWebhookID(w newWebhook) string { return w.ID }

// sealNewWebhook completes a webhook with what is sealed, and a secret of its own.
func sealNewWebhook(keys privacy.Keys, w newWebhook) (_ newWebhook, err error) {
	if w.SealedURL, err = keys.Seal(w.ID, w.ID, webhookURLField, []byte(w.URL)); err != nil {
		return w, err
	}
	w.secret, err = sealWebhookSecret(keys, domain.WebhookSecret{
		ID: ids.New(), WebhookID: w.ID, Value: webhook.NewSecret(), Created: w.Created,
	})
	return w, err
}

// webhookRequest answers a request of the caller: the request ids of callers are apart, or who knew that of another would be
// answered the other's secret.
func (s *Webhooks) webhookRequest(ctx context.Context, method, id, content string) resource.Request {
	who := auth.From(ctx)
	m := &supportv1.Webhook{Url: content}
	r := resource.RequestOf(method+"/"+who.Issuer+"/"+who.Subject, id, m)
	r.Hash = person.RequestHash(s.Privacy, events.Service)(m) // an address may hold a secret that can be guessed
	return r
}

// addWebhook adds a webhook that begins with the changes from now on. Error: FAILED_PRECONDITION (WEBHOOKS_TOO_MANY).
func (s *Webhooks) addWebhook(ctx context.Context, tx *sql.Tx, w newWebhook, entry auditlog.Entry) (store.Webhook, error) {
	in := store.In(tx)
	last, err := in.LockLastChange(ctx) // also, two that are added at the same time do not pass the limit
	if err != nil {
		return w.Webhook, err
	}
	there, err := in.CountWebhooks(ctx, w.Issuer, w.Subject)
	if err != nil {
		return w.Webhook, err
	}
	if err := domain.CheckWebhookCount(there); err != nil {
		return w.Webhook, err
	}
	w.Seq = last
	if err := in.InsertWebhook(ctx, w.Webhook, w.secret); err != nil {
		return w.Webhook, err
	}
	return w.Webhook, auditlog.Append(ctx, tx, s.now(), entry)
}

// withSecret answers a webhook with the newest of its secrets.
func (s *Webhooks) withSecret(ctx context.Context, row store.Webhook) (*supportv1.Webhook, error) {
	m, err := s.encodeOneWebhook(ctx, row)
	if err != nil {
		return nil, err
	}
	keys, err := s.vault().Keys(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	secrets, err := s.signedBy(ctx, store.Reading(s.DB.Read()), keys, row.ID)
	if err == nil && len(secrets) == 0 {
		err = domain.WebhookNotYours() // it was removed meanwhile
	}
	if err != nil {
		return nil, err
	}
	m.Secret = secrets[0]
	return m, nil
}

// GetWebhook answers one webhook.
func (s *Webhooks) GetWebhook(ctx context.Context, req *supportv1.GetWebhookRequest) (*supportv1.Webhook, error) {
	row, err := s.ownWebhook(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	m, err := s.encodeOneWebhook(ctx, row)
	if err != nil {
		return nil, err
	}
	return m, s.audit(ctx, webhookObject(row.ID))
}

// ListWebhooks lists the webhooks of the caller, oldest first.
func (s *Webhooks) ListWebhooks(
	ctx context.Context, req *supportv1.ListWebhooksRequest,
) (*supportv1.ListWebhooksResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	who, size := auth.From(ctx), pages.Size(req.GetPageSize())
	rows, err := store.Reading(s.DB.Read()).Webhooks(ctx, who.Issuer, who.Subject, after, size+1)
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(w store.Webhook) string { return w.ID })
	list, err := s.encodeWebhooks(ctx, rows...)
	if err != nil {
		return nil, err
	}
	return &supportv1.ListWebhooksResponse{Webhooks: list, NextPageToken: next}, s.audit(ctx, "webhooks")
}

// DeleteWebhook removes a webhook, with its secrets.
func (s *Webhooks) DeleteWebhook(ctx context.Context, req *supportv1.DeleteWebhookRequest) (*emptypb.Empty, error) {
	row, err := s.ownWebhook(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	entry := auditlog.Done(ctx, webhookObject(row.ID))
	if err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := store.In(tx).LockWebhook(ctx, row.ID); err != nil {
			return err
		}
		if err := store.In(tx).DeleteWebhook(ctx, row.ID); err != nil {
			return err
		}
		return auditlog.Append(ctx, tx, s.now(), entry)
	}); err != nil {
		return nil, gone(err)
	}
	// A crash before this leaves a key with which nothing is sealed.
	return &emptypb.Empty{}, s.vault().Discard(ctx, row.ID)
}
