namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary>Why a gateway could not be enrolled: one line for the technician.</summary>
internal sealed class EnrolmentFailure(string message) : Exception(message);
