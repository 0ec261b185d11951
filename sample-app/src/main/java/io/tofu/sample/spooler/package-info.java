/**
 * The spooler: takes documents over HTTP, hands them to workers over tofu, and tells
 * browsers how it goes.
 *
 * <pre>
 *              upload             SpooledDocument          rip, Job-Id, JobTicket
 * browser ─────────────► Uploads ─────────────► PrintQueue ─────► Dispatcher ─────► worker
 *    ▲                                              │                 │                │
 *    └──────── events, images ──── LiveFeed ◄───────┴── PageImages ◄──┴────────────────┘
 * </pre>
 *
 * All that is said about jobs and workers stands in the {@code PrintQueue}, under one
 * lock; nobody waits while holding it.
 */
@NullMarked
package io.tofu.sample.spooler;

import org.jspecify.annotations.NullMarked;
