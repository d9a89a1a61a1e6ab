package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestUnpublishedAccountIsForItsManagerAlone(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		get := func(role string) (*reportingv1.Account, error) {
			return r.GetAccount(r.as(t, role), &reportingv1.GetAccountRequest{Year: 2022})
		}
		_, err := get(nobody)
		requireFault(t, err, codes.Unauthenticated, "ACCOUNT_NOT_PUBLISHED")
		for _, role := range []string{staff, "municipality", "admin"} {
			_, err = get(role)
			requireFault(t, err, codes.PermissionDenied, "ACCOUNT_NOT_PUBLISHED")
		}
		account, err := get(manager)
		require.NoError(t, err)
		require.False(t, account.GetPublished())
		require.Nil(t, account.GetPublishTime())
	})
}

func TestPublishedAccountIsForEverybody(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		for _, role := range []string{nobody, staff, manager} {
			account, err := r.GetAccount(r.as(t, role), &reportingv1.GetAccountRequest{Year: 2022})
			require.NoError(t, err, role)
			require.True(t, account.GetPublished())
			require.Equal(t, r.clock.Now().Truncate(time.Microsecond), account.GetPublishTime().AsTime())
		}
		_, err := r.GetAccount(t.Context(), &reportingv1.GetAccountRequest{Year: 2023})
		requireFault(t, err, codes.Unauthenticated, "ACCOUNT_NOT_PUBLISHED")
	})
}

func TestYearThatTheCatalogueDoesNotKnowHasNoAccount(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for _, role := range []string{nobody, staff, manager} {
			_, err := r.GetAccount(r.as(t, role), &reportingv1.GetAccountRequest{Year: 2021})
			requireFault(t, err, codes.NotFound, "ACCOUNT_NOT_FOUND")
		}
		_, err := r.CreateAccountPublication(r.as(t, manager), &reportingv1.CreateAccountPublicationRequest{Year: 2021})
		requireFault(t, err, codes.NotFound, "ACCOUNT_NOT_FOUND")
		_, err = r.GetAccount(t.Context(), &reportingv1.GetAccountRequest{})
		requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
	})
}

func TestOnlyTheManagerPublishes(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for role, want := range map[string]codes.Code{
			nobody: codes.Unauthenticated, staff: codes.PermissionDenied, "municipality": codes.PermissionDenied,
		} {
			_, err := r.CreateAccountPublication(r.as(t, role), &reportingv1.CreateAccountPublicationRequest{Year: 2022})
			require.Error(t, err, role)
			require.Equal(t, want.String(), status.Code(err).String(), role)
		}
		require.False(t, r.account(t, 0).GetPublished())
	})
}
