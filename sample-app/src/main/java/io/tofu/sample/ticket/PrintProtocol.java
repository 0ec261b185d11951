package io.tofu.sample.ticket;

/**
 * Names in the conversation between a spooler and its workers.
 *
 * <pre>
 * worker                                              spooler
 *   HelloRequest   PDL, Jobs-At-Once, Worker  ──────────►
 *   ◄──────────  HelloResponse
 *   ◄──────────  Request  route rip, Job-Id, JobTicket, content-type; the document, in parts
 *   Signal         [1:3], with the id of the Request ───►
 *   Response       an image of page 1, more to come  ───►
 *   …
 *   ByeRequest     when its job is done  ───────────────►
 * </pre>
 */
public final class PrintProtocol {

	/** Header of the Hello: the types of documents that the worker takes. */
	public static final String PDL = "PDL";

	/** Header of the Hello: how many jobs the worker takes at a time. */
	public static final String JOBS_AT_ONCE = "Jobs-At-Once";

	/** Header of the Hello: what people call the worker. */
	public static final String WORKER = "Worker";

	/** The route of a job; RIP is for raster image processor. */
	public static final String ROUTE = "rip";

	/** Header of a job: its number at the spooler. */
	public static final String JOB_ID = "Job-Id";

	/** Header of a job: a {@link JobTicket}. */
	public static final String JOB_TICKET = "JobTicket";

	private PrintProtocol() {
	}

}
