package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestPublishingAgainChangesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		once := ids.New()
		var first *reportingv1.AccountPublication
		for _, requestID := range []string{once, once, ids.New(), ""} {
			answer, err := r.CreateAccountPublication(r.as(t, manager), &reportingv1.CreateAccountPublicationRequest{
				Year: 2022, RequestId: requestID,
			})
			require.NoError(t, err)
			if first == nil {
				first = answer
				require.EqualValues(t, 2022, first.GetYear())
				require.Equal(t, r.clock.Now().Truncate(time.Microsecond), first.GetPublishTime().AsTime())
			}
			require.True(t, proto.Equal(first, answer), "%v is not %v", answer, first)
			r.clock.Advance(time.Hour)
		}
		require.Equal(t, first.GetPublishTime().AsTime(), r.account(t, 0).GetPublishTime().AsTime())

		told := r.appended(t)
		require.Len(t, told, 1, "and is told once")
		require.EqualValues(t, 2022, told[0].GetYear())
		require.EqualValues(t, 1, told[0].GetEdition())
		require.Equal(t, first.GetPublishTime().AsTime(), told[0].GetPublishTime().AsTime())
		require.NotEmpty(t, told[0].GetFrozenContent())
		require.Equal(t, r.edition(t, 1).GetSignedContent(), told[0].GetSignedContent())
	})
}

// appended answers the events that the service appended to its log.
func (r *rig) appended(t *testing.T) (list []*reportingv1.AccountPublished) {
	t.Helper()
	rows, err := r.db.Read().Query("SELECT data FROM outbox ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var data []byte
		require.NoError(t, rows.Scan(&data))
		var m reportingv1.AccountPublished
		require.NoError(t, proto.Unmarshal(data, &m))
		list = append(list, &m)
	}
	require.NoError(t, rows.Err())
	return list
}

func TestRequestIDOfAnotherYearIsRefusedAndPublishesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		requestID := ids.New()
		publish := func(year int32) error {
			_, err := r.CreateAccountPublication(r.as(t, manager), &reportingv1.CreateAccountPublicationRequest{
				Year: year, RequestId: requestID,
			})
			return err
		}
		require.NoError(t, publish(2022))
		requireFault(t, publish(2023), codes.AlreadyExists, "REQUEST_ID_REUSED")
		require.Len(t, r.appended(t), 1)
		_, err := r.GetAccount(t.Context(), &reportingv1.GetAccountRequest{Year: 2023})
		requireFault(t, err, codes.Unauthenticated, "ACCOUNT_NOT_PUBLISHED")
	})
}

func TestRequestIDThatIsNoUUIDIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		_, err := r.CreateAccountPublication(r.as(t, manager), &reportingv1.CreateAccountPublicationRequest{
			Year: 2022, RequestId: "once",
		})
		requireFault(t, err, codes.InvalidArgument, "request_id: STRING_UUID")
		require.False(t, r.account(t, 0).GetPublished())
	})
}
