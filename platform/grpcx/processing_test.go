package grpcx

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// baking is a method that declares a processing. No proto of the platform's tests may have one that is no stream.
func baking() AccessRule { return AccessRule{Method: "/kitchen.v1.Oven/Bake", Activity: "baking"} }

func TestAnswerThatNobodyLoggedDoesNotLeave(t *testing.T) {
	secret := func(context.Context, any) (any, error) { return "Anna", nil }
	resp, err := logged(t.Context(), nil, baking(), secret)
	require.ErrorContains(t, err, "/kitchen.v1.Oven/Bake processed personal data without a line")
	require.Nil(t, resp)
}

func TestAnswerLeavesOnceItIsLogged(t *testing.T) {
	db := testkit.SQLite().Open(t, nil)
	resp, err := logged(t.Context(), nil, baking(), answering(db))
	require.NoError(t, err)
	require.Equal(t, "Anna", resp)
}

func TestRefusalNeedsNoLine(t *testing.T) {
	refused := errors.New("refused")
	_, err := logged(t.Context(), nil, baking(), func(context.Context, any) (any, error) { return nil, refused })
	require.Equal(t, refused, err)
}

func TestStreamThatNobodyLoggedEndsWithAnError(t *testing.T) {
	err := loggedStream(t.Context(), baking(), func(context.Context) error { return nil })
	require.ErrorContains(t, err, "/kitchen.v1.Oven/Bake processed personal data without a line")
	answer := answering(testkit.SQLite().Open(t, nil))
	require.NoError(t, loggedStream(t.Context(), baking(), func(ctx context.Context) error {
		_, err := answer(ctx, nil)
		return err
	}))
}

func answering(db *sqldb.DB) grpc.UnaryHandler {
	return func(ctx context.Context, _ any) (any, error) {
		entry := processinglog.Of(ctx, processinglog.Action{Fields: "name", SubjectType: "eater", Subjects: []string{"a"}})
		return "Anna", db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return processinglog.Append(ctx, tx, clock.At(time.Unix(1, 0)).Now(), entry)
		})
	}
}
