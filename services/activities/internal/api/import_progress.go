package api

import (
	"google.golang.org/grpc"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// teller sends how far an import is, and keeps nobody waiting: the writer of the database must not wait for a caller that
// reads slowly, so what cannot be sent yet is replaced by what comes next.
type teller struct {
	latest chan *activitiesv1.ImportProgress
	sent   chan error
}

func newTeller(
	stream grpc.BidiStreamingServer[activitiesv1.UploadImportRequest, activitiesv1.UploadImportResponse],
) *teller {
	t := &teller{latest: make(chan *activitiesv1.ImportProgress, 1), sent: make(chan error, 1)}
	go func() {
		var err error
		for p := range t.latest {
			if err == nil {
				err = stream.Send(&activitiesv1.UploadImportResponse{
					Message: &activitiesv1.UploadImportResponse_Progress{Progress: p},
				})
			}
		}
		t.sent <- err
	}()
	return t
}

// tell says how far the import is. One goroutine tells.
func (t *teller) tell(done, total int) {
	select {
	case <-t.latest:
	default:
	}
	t.latest <- &activitiesv1.ImportProgress{RowsDone: int32(done), RowsTotal: int32(total)}
}

// close answers, when all that was told is sent, whether it could be.
func (t *teller) close() error {
	close(t.latest)
	return <-t.sent
}
