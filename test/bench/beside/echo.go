package beside

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Echo answers HeadCountService: a head count that is to be recorded is the answer, with an id, and nothing is recorded.
type Echo struct {
	activitiesv1.UnimplementedHeadCountServiceServer
}

// CreateHeadCount answers the count of the request with an id. Error: INVALID_ARGUMENT without one.
func (Echo) CreateHeadCount(_ context.Context, req *activitiesv1.CreateHeadCountRequest) (*activitiesv1.HeadCount, error) {
	count := req.GetHeadCount()
	if count == nil {
		return nil, status.Error(codes.InvalidArgument, "there is no head count")
	}
	count.Id = ids.New() // the request is the handler's own
	return count, nil
}
