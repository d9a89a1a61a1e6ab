// Package upload brings a spreadsheet to the service that records its rows.
package upload

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// partSize is how many bytes of a file one message carries.
const partSize = 256 << 10

// Progress is told how many rows were handled of how many.
type Progress func(done, total int)

// Send sends a file and answers what became of it, with every violation. Where the service refuses the file as such, the
// error is a *fault.Error.
func Send(
	ctx context.Context, client activitiesv1.ImportServiceClient, settings *activitiesv1.ImportSettings, file io.Reader,
	show Progress,
) (*activitiesv1.Import, error) {
	ctx, cancel := context.WithCancel(ctx) // ends the stream where this returns before its end
	defer cancel()
	stream, err := client.UploadImport(ctx)
	if err == nil {
		err = send(stream, settings, file)
	}
	if err != nil {
		return nil, told(err)
	}
	answer, err := receive(stream, show)
	if err != nil {
		return nil, told(err)
	}
	return answer, nil
}

type upload = grpc.BidiStreamingClient[activitiesv1.UploadImportRequest, activitiesv1.UploadImportResponse]

func send(stream upload, settings *activitiesv1.ImportSettings, file io.Reader) error {
	request := &activitiesv1.UploadImportRequest{
		Message: &activitiesv1.UploadImportRequest_Settings{Settings: settings},
	}
	for {
		if err := stream.Send(request); errors.Is(err, io.EOF) {
			return nil // the service has ended the stream: its answer says why
		} else if err != nil {
			return err
		}
		buffer := make([]byte, partSize) // of each message its own: gRPC may look at one after it is sent
		n, err := io.ReadFull(file, buffer)
		if n == 0 && errors.Is(err, io.EOF) {
			return stream.CloseSend()
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("read the file: %w", err)
		}
		request = &activitiesv1.UploadImportRequest{Message: &activitiesv1.UploadImportRequest_Part{Part: buffer[:n]}}
	}
}

func receive(stream upload, show Progress) (answer *activitiesv1.Import, err error) {
	var rejections []*activitiesv1.ImportRejection
	for {
		m, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF) && answer != nil:
			answer.Rejections = rejections
			return answer, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("the service did not say what became of the file")
		case err != nil:
			return nil, err
		}
		if p := m.GetProgress(); p != nil {
			show(int(p.GetRowsDone()), int(p.GetRowsTotal()))
		}
		rejections = append(rejections, m.GetRejections().GetRejections()...)
		if m.GetImport() != nil {
			answer = m.GetImport()
		}
	}
}

// told answers the fault that a status carries, with all that is wrong, or err as it is.
func told(err error) error {
	if f := fault.FromStatus(status.Convert(err)); f != nil {
		return f
	}
	return err
}
