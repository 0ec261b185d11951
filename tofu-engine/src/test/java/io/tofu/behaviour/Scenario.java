package io.tofu.behaviour;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The acceptance scenario that a test is a part of.
 *
 * <ol>
 * <li>engines and groups are created and closed: twice, with open channels, while a
 * thread receives</li>
 * <li>a pool of one message, and a closed pool</li>
 * <li>every reason to refuse a post; the message stays the caller's, unchanged</li>
 * <li>connecting to where nobody is</li>
 * <li>listening where one cannot, and on port 0</li>
 * <li>one group is client and server</li>
 * <li>messages of the application to its own receiver</li>
 * <li>clients try again until the server is there, hundreds of times</li>
 * <li>several listeners, 20 clients with 100 echoes each</li>
 * <li>graceful close from either side, from both, with queued messages, without an
 * answer</li>
 * <li>the peer's process is killed while messages are queued</li>
 * <li>requests and responses of many messages, and progress in between</li>
 * <li>the accepting side asks</li>
 * <li>a client is rejected</li>
 * <li>the pool is empty</li>
 * <li>a receiver stops</li>
 * <li>frames in pieces, and of every length</li>
 * <li>hostile peers</li>
 * <li>peers that behave as the original does</li>
 * <li>10,000 connections, and 100,000 that come and go</li>
 * <li>several groups in one engine, several engines in one process</li>
 * <li>the print server's dialogue</li>
 * </ol>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Scenario {

	int LAST = 22;

	int value();

}
