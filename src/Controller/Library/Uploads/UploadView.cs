using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Library.Uploads;

/// <summary>What is going to be sent. Without a title it is called like the file.</summary>
internal sealed record UploadRequest(string FileName, long Bytes, Category Category, string? Title = null, bool IsRecording = false);

/// <summary>The last word before the file becomes a programme; null leaves what was said at the beginning.</summary>
internal sealed record UploadFinish(string? Title = null, Category? Category = null);

/// <summary>An upload as the API shows it: bytes that are here, and while it becomes a programme which part of that is done, 0 to 1.</summary>
internal sealed record UploadView(
    Guid Id, string FileName, string Title, Category Category, long Bytes, long Received, UploadState State, double Progress,
    Guid? ProgrammeId, ImportFault? Fault, string? Problem);
