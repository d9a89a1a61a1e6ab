package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// ProcessingLog answers ProcessingLogService. To read the log is no entry in it (Logboek Dataverwerkingen 1.0).
type ProcessingLog struct {
	volunteersv1.UnimplementedProcessingLogServiceServer
	Deps
}

// ListProcessingLines lists lines, oldest first.
func (s *ProcessingLog) ListProcessingLines(
	ctx context.Context, req *volunteersv1.ListProcessingLinesRequest,
) (*volunteersv1.ListProcessingLinesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := processinglog.List(ctx, s.DB.Read(), processinglog.Query{
		Subject: req.GetSubject(), Activity: req.GetActivity(), TraceID: req.GetTraceId(), After: after, Size: size + 1,
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, (*processingv1.ProcessingLine).GetId)
	return &volunteersv1.ListProcessingLinesResponse{ProcessingLines: list, NextPageToken: next}, nil
}
