package sample_test

import (
	"context"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"google.golang.org/protobuf/proto"
)

type participantServer struct {
	activitiesv1.UnimplementedParticipantServiceServer
	*store
}

func (s participantServer) BatchCreateParticipants(
	_ context.Context, in *activitiesv1.BatchCreateParticipantsRequest,
) (*activitiesv1.BatchCreateParticipantsResponse, error) {
	list, err := many[*activitiesv1.Participant](s.store, "BatchCreateParticipants", "participant", in.GetRequests(),
		func(r *activitiesv1.CreateParticipantRequest) record {
			return func(id string) (proto.Message, []string) {
				p := proto.CloneOf(r.GetParticipant())
				p.Id = id
				return p, nil
			}
		})
	return &activitiesv1.BatchCreateParticipantsResponse{Participants: list}, err
}

func (s participantServer) SearchParticipants(
	_ context.Context, in *activitiesv1.SearchParticipantsRequest,
) (*activitiesv1.SearchParticipantsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &activitiesv1.SearchParticipantsResponse{}
	for _, made := range s.records["participant"] {
		p := made.(*activitiesv1.Participant)
		if !s.emptied[p.GetId()] && p.GetSurname() == in.GetSurname() && p.GetBirthDate() == in.GetBirthDate() {
			out.Participants = append(out.Participants, p)
		}
	}
	return proto.CloneOf(out), s.enter("SearchParticipants")
}

// empty leaves a shell of a participant, and forgets the request that made it.
func (s *store) empty(id string) {
	s.emptied[id] = true
	delete(s.requests, s.given[id])
}

func (s participantServer) CreateParticipantMerge(
	_ context.Context, in *activitiesv1.CreateParticipantMergeRequest,
) (*activitiesv1.ParticipantMerge, error) {
	return one[*activitiesv1.ParticipantMerge](s.store, "CreateParticipantMerge", "merge", in.GetRequestId(), in,
		func(id string) (proto.Message, []string) {
			s.empty(in.GetMerge().GetDuplicateId())
			return &activitiesv1.ParticipantMerge{Id: id}, []string{in.GetParticipantId(), in.GetMerge().GetDuplicateId()}
		})
}

func (s participantServer) CreateParticipantErasure(
	_ context.Context, in *activitiesv1.CreateParticipantErasureRequest,
) (*activitiesv1.ParticipantErasure, error) {
	return one[*activitiesv1.ParticipantErasure](s.store, "CreateParticipantErasure", "erasure", in.GetRequestId(), in,
		func(id string) (proto.Message, []string) {
			s.empty(in.GetParticipantId())
			return &activitiesv1.ParticipantErasure{Id: id}, []string{in.GetParticipantId()}
		})
}

type attendanceServer struct {
	activitiesv1.UnimplementedAttendanceServiceServer
	*store
}

func (s attendanceServer) BatchCreateAttendance(
	_ context.Context, in *activitiesv1.BatchCreateAttendanceRequest,
) (*activitiesv1.BatchCreateAttendanceResponse, error) {
	list, err := many[*activitiesv1.Attendance](s.store, "BatchCreateAttendance", "attendance", in.GetRequests(),
		func(r *activitiesv1.CreateAttendanceRequest) record {
			a := r.GetAttendance()
			return func(id string) (proto.Message, []string) {
				return &activitiesv1.Attendance{Id: id}, []string{a.GetSessionId(), a.GetParticipantId()}
			}
		})
	return &activitiesv1.BatchCreateAttendanceResponse{Attendances: list}, err
}

func (s attendanceServer) CreateAttendanceWithdrawal(
	_ context.Context, in *activitiesv1.CreateAttendanceWithdrawalRequest,
) (*activitiesv1.Attendance, error) {
	return one[*activitiesv1.Attendance](s.store, "CreateAttendanceWithdrawal", "withdrawal", in.GetRequestId(), in,
		func(string) (proto.Message, []string) {
			return &activitiesv1.Attendance{Id: in.GetAttendanceId()}, []string{in.GetAttendanceId()}
		})
}

type initiativeServer struct {
	activitiesv1.UnimplementedInitiativeServiceServer
	*store
}

func (s initiativeServer) CreateInitiative(
	_ context.Context, in *activitiesv1.CreateInitiativeRequest,
) (*activitiesv1.Initiative, error) {
	return one[*activitiesv1.Initiative](s.store, "CreateInitiative", "initiative", in.GetRequestId(), in,
		func(id string) (proto.Message, []string) {
			return &activitiesv1.Initiative{Id: id}, []string{in.GetInitiative().GetProgrammeId()}
		})
}

type outputServer struct {
	activitiesv1.UnimplementedOutputServiceServer
	*store
}

func (s outputServer) BatchCreateOutputs(
	_ context.Context, in *activitiesv1.BatchCreateOutputsRequest,
) (*activitiesv1.BatchCreateOutputsResponse, error) {
	list, err := many[*activitiesv1.Output](s.store, "BatchCreateOutputs", "output", in.GetRequests(),
		func(r *activitiesv1.CreateOutputRequest) record {
			o := r.GetOutput()
			return func(id string) (proto.Message, []string) {
				return &activitiesv1.Output{Id: id}, filled(o.GetProgrammeId(), o.GetLocationId(), o.GetInitiativeId())
			}
		})
	return &activitiesv1.BatchCreateOutputsResponse{Outputs: list}, err
}

func (s outputServer) CreateOutputCorrection(
	_ context.Context, in *activitiesv1.CreateOutputCorrectionRequest,
) (*activitiesv1.OutputCorrection, error) {
	return one[*activitiesv1.OutputCorrection](s.store, "CreateOutputCorrection", "output-correction", in.GetRequestId(), in,
		func(id string) (proto.Message, []string) {
			return &activitiesv1.OutputCorrection{Id: id}, []string{in.GetOutputId()}
		})
}
