package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func encodeAssignment(a domain.Assignment) *volunteersv1.Assignment {
	return &volunteersv1.Assignment{
		Id: a.ID, EngagementId: a.EngagementID, RoleId: a.RoleID, VacancyId: a.VacancyID,
		State: enums.Value[volunteersv1.AssignmentState](string(a.State)), StartDate: a.Start.String(),
		EndDate: resource.Optional(a.End), StateDate: a.StateDate.String(), WijkCode: a.Wijk.Code,
		WijkYear: int32(a.Wijk.Edition), Etag: resource.Etag(a.Version), CreateTime: timestamppb.New(a.Created),
		UpdateTime: timestamppb.New(a.Updated),
	}
}

func encodeAssignmentTransition(t domain.AssignmentTransition) *volunteersv1.AssignmentTransition {
	return &volunteersv1.AssignmentTransition{
		Id: t.ID, AssignmentId: t.AssignmentID, From: enums.Value[volunteersv1.AssignmentState](string(t.From)),
		To: enums.Value[volunteersv1.AssignmentState](string(t.To)), Date: t.Date.String(),
		DeclinedBy: enums.Value[volunteersv1.MatchSide](t.DeclinedBy), Reason: t.Reason, CreateTime: timestamppb.New(t.Created),
	}
}
