package api

import (
	"context"
	"errors"
	"io"
	"slices"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

const (
	// maxFile is the largest file in bytes, maxFileAtOnce the largest that comes in one message, which gRPC bounds to 4 MiB.
	maxFile, maxFileAtOnce = 16 << 20, 4_000_000
	// maxRejections is how many violations one message tells.
	maxRejections = 1000
	// maxImports is how many files are worked on at the same time: each takes the memory of all its rows.
	maxImports = 2
)

// Imports answers ImportService.
type Imports struct {
	activitiesv1.UnimplementedImportServiceServer
	Deps
	turns chan struct{}
}

// NewImports answers an ImportService in which nothing goes on yet.
func NewImports(d Deps) *Imports { return &Imports{Deps: d, turns: make(chan struct{}, maxImports)} }

// CreateImport records the rows of a file.
func (s *Imports) CreateImport(
	ctx context.Context, req *activitiesv1.CreateImportRequest,
) (*activitiesv1.Import, error) {
	f := file{
		content: req.GetFile().GetData(), kind: req.GetKind(), skipBad: req.GetSkipBad(), validateOnly: req.GetValidateOnly(),
		tell: func(int, int) {},
	}
	if len(f.content) > maxFileAtOnce {
		return nil, tooLarge(maxFileAtOnce)
	}
	r, err := s.importFile(ctx, f)
	if err != nil {
		return nil, err
	}
	answer := encodeImport(f.kind, r)
	answer.Rejections = encodeRejections(r.problems[:min(len(r.problems), maxRejections)])
	return answer, nil
}

// UploadImport records the rows of a file that comes in parts.
func (s *Imports) UploadImport(
	stream grpc.BidiStreamingServer[activitiesv1.UploadImportRequest, activitiesv1.UploadImportResponse],
) error {
	f, err := receive(stream)
	if err != nil {
		return err
	}
	t := newTeller(stream)
	f.tell = t.tell
	r, err := s.importFile(stream.Context(), f)
	if sent := t.close(); err == nil {
		err = sent
	}
	if err != nil {
		return err
	}
	for problems := range slices.Chunk(r.problems, maxRejections) {
		some := &activitiesv1.ImportRejections{Rejections: encodeRejections(problems)}
		if err := stream.Send(&activitiesv1.UploadImportResponse{
			Message: &activitiesv1.UploadImportResponse_Rejections{Rejections: some},
		}); err != nil {
			return err
		}
	}
	return stream.Send(&activitiesv1.UploadImportResponse{
		Message: &activitiesv1.UploadImportResponse_Import{Import: encodeImport(f.kind, r)},
	})
}

// receive reads settings and then the parts of a file.
func receive(
	stream grpc.BidiStreamingServer[activitiesv1.UploadImportRequest, activitiesv1.UploadImportResponse],
) (f file, err error) {
	for {
		req, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return f, f.needSettings()
		}
		if err != nil {
			return f, err
		}
		if settings := req.GetSettings(); settings != nil {
			if f.kind != 0 {
				return f, fault.Violation("settings", "SETTINGS_REPEATED", "Settings come once, before the file.")
			}
			f.kind, f.skipBad, f.validateOnly = settings.GetKind(), settings.GetSkipBad(), settings.GetValidateOnly()
			continue
		}
		if err := f.needSettings(); err != nil {
			return f, err
		}
		if len(f.content)+len(req.GetPart()) > maxFile {
			return f, tooLarge(maxFile)
		}
		f.content = append(f.content, req.GetPart()...)
	}
}

func (f file) needSettings() error {
	if f.kind == 0 {
		return fault.Violation("settings", "SETTINGS_MISSING", "Settings come first, before the file.")
	}
	return nil
}

func tooLarge(most int) error {
	return fault.Violation("file", "FILE_TOO_LARGE", "The file is larger than %d bytes.", most)
}

// importFile imports a file as what it holds: a new kind is added here.
func (s *Imports) importFile(ctx context.Context, f file) (result, error) {
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	case <-ctx.Done():
		return result{}, ctx.Err()
	}
	// That nobody is in a file is said too: a call that may be about people leaves no answer before.
	if err := s.logRead(ctx, attendanceFields); err != nil {
		return result{}, err
	}
	switch f.kind {
	case activitiesv1.ImportKind_IMPORT_KIND_ATTENDANCE:
		return importAttendance(ctx, s.Deps, f)
	case activitiesv1.ImportKind_IMPORT_KIND_HEAD_COUNTS:
		return importAs(ctx, s.Deps, f, importing.HeadCounts(), makeHeadCounts())
	case activitiesv1.ImportKind_IMPORT_KIND_CONTACTS:
		return importAs(ctx, s.Deps, f, importing.Contacts(), makeContacts())
	default:
		return result{}, fault.Violation("kind", "KIND_UNKNOWN", "Files of this kind are not read.")
	}
}

func encodeImport(kind activitiesv1.ImportKind, r result) *activitiesv1.Import {
	return &activitiesv1.Import{
		Kind: kind, Outcome: r.outcome, RowsRead: int32(r.read), RowsRecorded: int32(r.recorded), RowsKnown: int32(r.known),
		RowsRejected: int32(r.rejected), RowsAbsent: int32(r.absent), Violations: int32(len(r.problems)), IgnoredColumns: r.ignored,
	}
}

func encodeRejections(problems []sheet.Problem) []*activitiesv1.ImportRejection {
	list := make([]*activitiesv1.ImportRejection, len(problems))
	for i, p := range problems {
		list[i] = &activitiesv1.ImportRejection{Line: int32(p.Line), Column: p.Column, Reason: p.Reason, Text: p.Text}
	}
	return list
}
