package api_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// hookNotYours is how a webhook is refused that is not there or not of the caller.
func hookNotYours() refusal {
	return refusal{code: codes.PermissionDenied, reason: "WEBHOOK_NOT_YOURS"}
}

const hookAddress = "https://example.com/geheim-pad?sleutel=geheim"

func TestWebhookIsAddedAndItsSecretToldOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		added := r.aWebhook(t, "system-a", hookAddress)
		require.Regexp(t, `^whsec_[A-Za-z0-9+/]{43}=$`, added.GetSecret())
		want := &supportv1.Webhook{
			Id: added.GetId(), Url: hookAddress, Secret: added.GetSecret(), State: supportv1.WebhookState_WEBHOOK_STATE_ACTIVE,
			CreateTime: timestamppb.New(sqldb.At(now()).Time),
		}
		requireProto(t, want, added)
		want.Secret = ""
		requireProto(t, want, r.webhook(t, "system-a", added.GetId()))
		other := r.aWebhook(t, "system-a", hookAddress)
		require.NotEqual(t, added.GetSecret(), other.GetSecret())
		r.aWebhook(t, "system-b", hookAddress)

		req, listed := &supportv1.ListWebhooksRequest{PageSize: 1}, []string{}
		for {
			page, err := r.hooks.ListWebhooks(r.system(t, "system-a"), req)
			require.NoError(t, err)
			for _, w := range page.GetWebhooks() {
				require.Empty(t, w.GetSecret())
				require.Equal(t, hookAddress, w.GetUrl())
				listed = append(listed, w.GetId())
			}
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
		}
		require.Equal(t, []string{added.GetId(), other.GetId()}, listed)

		r.sends(t, "system-b", "1")
		r.clock.Advance(time.Minute)
		q := r.sends(t, "system-a", "1") // which nobody delivers here
		w := r.becomes(t, "system-a", added.GetId(), func(w *supportv1.Webhook) bool { return w.GetOldestWaitingTime() != nil })
		require.Equal(t, q.GetUpdateTime().AsTime(), w.GetOldestWaitingTime().AsTime())
	})
}

func TestAddressThatMayNotBeReachedIsRefusedWithEveryViolation(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.hooks.names.set("intern.example.com", "10.0.0.1")
		for address, want := range map[string][]string{
			"http://example.com/":               {"webhook.url ADDRESS_NOT_HTTPS"},
			"https://192.168.1.1/geheim":        {"webhook.url ADDRESS_PRIVATE"},
			"https://[fd00::1]/":                {"webhook.url ADDRESS_PRIVATE"},
			"https://intern.example.com/geheim": {"webhook.url ADDRESS_PRIVATE"},
			"https://absent.example.com/":       {"webhook.url ADDRESS_UNRESOLVED"},
			"https://2130706433/":               {"webhook.url ADDRESS_INVALID"},
			"http://ik:geheim@intern.example.com:25/#geheim": {
				"webhook.url ADDRESS_NOT_HTTPS", "webhook.url ADDRESS_HAS_CREDENTIALS", "webhook.url ADDRESS_HAS_FRAGMENT",
				"webhook.url ADDRESS_PORT", "webhook.url ADDRESS_PRIVATE",
			},
		} {
			r.refuses(t, invalid(want...), func() error {
				_, err := r.hooks.CreateWebhook(r.system(t, "system-a"), &supportv1.CreateWebhookRequest{Webhook: &supportv1.Webhook{Url: address}})
				require.NotContains(t, err.Error(), "geheim", "an address may hold a secret")
				return err
			})
		}
	})
}

func TestSecondDeliveryAnswersTheWebhookOfTheCallerAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &supportv1.CreateWebhookRequest{Webhook: &supportv1.Webhook{Url: hookAddress}, RequestId: ids.New()}
		first, err := r.hooks.CreateWebhook(r.system(t, "system-a"), req)
		require.NoError(t, err)
		again, err := r.hooks.CreateWebhook(r.system(t, "system-a"), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		theirs, err := r.hooks.CreateWebhook(r.system(t, "system-b"), req)
		require.NoError(t, err)
		require.NotEqual(t, first.GetId(), theirs.GetId(), "who knows the id of a request is not told the secret of another")
		require.NotEqual(t, first.GetSecret(), theirs.GetSecret())
		require.Equal(t, 2, r.keyCount(t), "what was not needed is destroyed")

		other := proto.CloneOf(req)
		other.Webhook.Url += "1"
		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "REQUEST_ID_REUSED", fields: []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.hooks.CreateWebhook(r.system(t, "system-a"), other)
			return err
		})
		_, err = r.hooks.DeleteWebhook(r.system(t, "system-a"), &supportv1.DeleteWebhookRequest{Id: first.GetId()})
		require.NoError(t, err)
		r.refuses(t, hookNotYours(), func() error {
			_, err := r.hooks.CreateWebhook(r.system(t, "system-a"), req)
			return err
		})

		secret := &supportv1.CreateWebhookSecretRequest{WebhookId: theirs.GetId(), RequestId: ids.New()}
		one, err := r.hooks.CreateWebhookSecret(r.system(t, "system-b"), secret)
		require.NoError(t, err)
		two, err := r.hooks.CreateWebhookSecret(r.system(t, "system-b"), secret)
		require.NoError(t, err)
		requireProto(t, one, two)
	})
}

// keyCount answers how many keys there are in the database of keys.
func (r *rig) keyCount(t testing.TB) (n int) {
	t.Helper()
	require.NoError(t, testkit.OpenDB(t, r.keys).Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM subject_key").Scan(&n))
	return n
}

func TestCallerHasTenWebhooksAtMost(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		add := func(ctx context.Context) error {
			_, err := r.hooks.CreateWebhook(ctx, &supportv1.CreateWebhookRequest{Webhook: &supportv1.Webhook{Url: hookAddress}})
			return err
		}
		var all sync.WaitGroup
		ctx := r.system(t, "system-a")
		for range 15 {
			all.Go(func() { _ = add(ctx) }) // some are refused
		}
		all.Wait()
		require.Len(t, r.rows(t, "webhook"), 10, "also those that come at the same time")
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "WEBHOOKS_TOO_MANY"}, func() error { return add(ctx) })
		require.Equal(t, 10, r.keyCount(t))
		require.NoError(t, add(r.system(t, "system-b")), "each caller has its own")
	})
}

func TestWebhooksOfOthersAreNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		theirs, elsewhere := r.aWebhook(t, "system-b", hookAddress).GetId(), r.aWebhook(t, "system-a", hookAddress).GetId()
		r.exec(t, "UPDATE webhook SET issuer = 'https://elsewhere.example' WHERE id = '"+elsewhere+"'")
		absent, ctx := ids.New(), r.system(t, "system-a")
		var want []string
		for _, id := range []string{theirs, elsewhere, absent} {
			for name, call := range map[string]func() error{
				"GetWebhook": func() error {
					_, err := r.hooks.GetWebhook(ctx, &supportv1.GetWebhookRequest{Id: id})
					return err
				},
				"DeleteWebhook": func() error {
					_, err := r.hooks.DeleteWebhook(ctx, &supportv1.DeleteWebhookRequest{Id: id})
					return err
				},
				"CreateWebhookSecret": func() error {
					_, err := r.hooks.CreateWebhookSecret(ctx, &supportv1.CreateWebhookSecretRequest{WebhookId: id})
					return err
				},
				"CreateWebhookResumption": func() error {
					_, err := r.hooks.CreateWebhookResumption(ctx, &supportv1.CreateWebhookResumptionRequest{WebhookId: id})
					return err
				},
			} {
				r.refuses(t, hookNotYours(), call)
				want = append(want, "system-a "+name+" webhook/"+id)
			}
		}
		require.ElementsMatch(t, want, r.refusals(t))
		listed, err := r.hooks.ListWebhooks(ctx, &supportv1.ListWebhooksRequest{})
		require.NoError(t, err)
		require.Empty(t, listed.GetWebhooks())
	})
}

func TestWebhookThatIsRemovedLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, ctx := r.aWebhook(t, "system-a", hookAddress), r.system(t, "system-a")
		_, err := r.hooks.CreateWebhookSecret(ctx, &supportv1.CreateWebhookSecretRequest{WebhookId: w.GetId()})
		require.NoError(t, err)
		_, err = r.hooks.DeleteWebhook(ctx, &supportv1.DeleteWebhookRequest{Id: w.GetId()})
		require.NoError(t, err)
		require.Empty(t, r.rows(t, "webhook"))
		require.Empty(t, r.rows(t, "webhook_secret"))
		require.Zero(t, r.keyCount(t), "what copies of the database hold of it is destroyed, too")
		r.refuses(t, hookNotYours(), func() error {
			_, err := r.hooks.GetWebhook(ctx, &supportv1.GetWebhookRequest{Id: w.GetId()})
			return err
		})
	})
}

func TestEachThatIsDoneWithAWebhookIsInTheAuditLog(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, ctx := r.aWebhook(t, "system-a", hookAddress), r.system(t, "system-a")
		r.webhook(t, "system-a", w.GetId())
		_, err := r.hooks.ListWebhooks(ctx, &supportv1.ListWebhooksRequest{})
		require.NoError(t, err)
		_, err = r.hooks.CreateWebhookSecret(ctx, &supportv1.CreateWebhookSecretRequest{WebhookId: w.GetId()})
		require.NoError(t, err)
		_, err = r.hooks.CreateWebhookResumption(ctx, &supportv1.CreateWebhookResumptionRequest{WebhookId: w.GetId()})
		require.NoError(t, err)
		_, err = r.hooks.DeleteWebhook(ctx, &supportv1.DeleteWebhookRequest{Id: w.GetId()})
		require.NoError(t, err)
		object := "webhook/" + w.GetId()
		require.Equal(t, []string{
			"CreateWebhook " + object, "GetWebhook " + object, "ListWebhooks webhooks", "CreateWebhookSecret " + object + "/secret",
			"CreateWebhookResumption " + object + "/resumption", "DeleteWebhook " + object,
		}, r.audited(t, "system-a"))
	})
}

// audited answers what the audit log says that somebody did, in order.
func (r *rig) audited(t testing.TB, actor string) (list []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(),
		"SELECT action, object FROM audit_log WHERE actor = $1 AND result = 'done' ORDER BY id", actor)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var action, object string
		require.NoError(t, rows.Scan(&action, &object))
		list = append(list, action[strings.LastIndex(action, "/")+1:]+" "+object)
	}
	require.NoError(t, rows.Err())
	return list
}
