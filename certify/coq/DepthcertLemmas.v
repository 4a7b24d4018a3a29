(** Lemmas on real numbers, for the tactics of DepthcertProofs.v. *)

Require Export DepthcertGamma.
From Interval Require Export Tactic.

Lemma and_then (A B : Prop) : A -> (A -> B) -> A /\ B.
Proof. tauto. Qed.

Lemma square_root x : 0 <= x -> sqrt (x ^ 2) = x.
Proof. apply sqrt_pow2. Qed.

Lemma root_square x : 0 <= x -> sqrt x ^ 2 = x.
Proof. apply pow2_sqrt. Qed.

Lemma root_inverse_square x : 0 < x -> / sqrt x * / sqrt x = / x.
Proof. intros H; rewrite <- Rinv_mult_distr, sqrt_sqrt; try lra; apply Rgt_not_eq, sqrt_lt_R0, H. Qed.

Lemma floor_bounds x : IZR (Zfloor x) <= x < IZR (Zfloor x) + 1.
Proof. split; [apply Zfloor_lb | apply Zfloor_ub]. Qed.

Lemma ceil_bounds x : x <= IZR (Zceil x) < x + 1.
Proof. split; [apply Zceil_ub | unfold Zceil; rewrite opp_IZR; generalize (Zfloor_ub (- x)); lra]. Qed.

Lemma floor_above (n : Z) x : IZR n <= x -> IZR n <= IZR (Zfloor x).
Proof. intros H; apply IZR_le, Zfloor_lub, H. Qed.

Lemma ceil_below (n : Z) x : x <= IZR n -> IZR (Zceil x) <= IZR n.
Proof. intros H; apply IZR_le, Zceil_glb, H. Qed.

Lemma Rmax_abs a b : Rmax a b = (a + b + Rabs (a - b)) / 2.
Proof. unfold Rmax, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma Rmin_abs a b : Rmin a b = (a + b - Rabs (a - b)) / 2.
Proof. unfold Rmin, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma exp_whole n : exp (IZR (Zpos n)) = exp 1 ^ Pos.to_nat n.
Proof.
  rewrite <- positive_nat_Z, <- INR_IZR_INZ.
  induction (Pos.to_nat n) as [|k IH]; [apply exp_0|].
  rewrite S_INR, exp_plus, IH; simpl; ring.
Qed.

Lemma exp_le_compat x y : x <= y -> exp x <= exp y.
Proof. intros [H| ->]; [apply Rlt_le, exp_increasing, H | apply Rle_refl]. Qed.

Lemma exp_above_tangent x : 1 + x <= exp x.
Proof.
  destruct (Req_dec x 0) as [->|H]; [rewrite exp_0; lra | apply Rlt_le, exp_ineq1, H].
Qed.

(** exp(x) <= 1 + x + x^2/2 for x <= 0. *)
Lemma exp_below_parabola x : x <= 0 -> exp x <= 1 + x + x ^ 2 / 2.
Proof.
  intros Hx.
  assert (H : forall t, 0 <= t -> 0 <= 1 - t + t ^ 2 / 2 - exp (- t)).
  { intros t Ht.
    destruct (MVT_gen (fun t => 1 - t + t ^ 2 / 2 - exp (- t)) 0 t (fun t => -1 + t + exp (- t))) as [c [Hc E]].
    - intros y _; auto_derive; [trivial | simpl; field].
    - intros y _; apply continuity_pt_filterlim.
      apply (ex_derive_continuous (fun t => 1 - t + t ^ 2 / 2 - exp (- t))); auto_derive; trivial.
    - rewrite Rmin_left, Rmax_right in Hc by lra; simpl in E; rewrite Ropp_0, exp_0 in E.
      generalize (exp_above_tangent (- c)); intros; simpl; nra. }
  specialize (H (- x)); rewrite Ropp_involutive in H; nra.
Qed.

Lemma square_bound x a : 0 < a -> - / sqrt a <= x -> x <= / sqrt a -> x ^ 2 <= / a.
Proof.
  intros Ha H1 H2; rewrite <- root_inverse_square by assumption.
  assert (0 < / sqrt a) by (apply Rinv_0_lt_compat, sqrt_lt_R0; assumption); nra.
Qed.

Lemma powerRZ_one b : powerRZ b 1 = b.
Proof. simpl; ring. Qed.

Lemma mult_le_left a b : 0 <= a -> b <= 1 -> a * b <= a.
Proof. intros; nra. Qed.

Lemma mult_le_right a b : 0 <= b -> a <= 1 -> a * b <= b.
Proof. intros; nra. Qed.

Lemma le_by_squares a b : 0 <= b -> a ^ 2 <= b ^ 2 -> a <= b.
Proof. intros H K; apply Rsqr_incr_0_var; [unfold Rsqr; simpl in K; lra | exact H]. Qed.

Lemma minus_nonneg a b : 0 <= b -> a - b <= a.
Proof. lra. Qed.

Lemma integer_cut n z : IZR z <= IZR n \/ IZR n + 1 <= IZR z.
Proof.
  destruct (Z_lt_le_dec n z) as [H|H]; [right; rewrite <- plus_IZR | left]; apply IZR_le; lia.
Qed.

Lemma close_integers a b : -1 < IZR a - IZR b < 1 -> IZR a = IZR b.
Proof.
  rewrite <- minus_IZR; intros [H K]; apply lt_IZR in K; apply (lt_IZR (-1)) in H; f_equal; lia.
Qed.

Lemma powerRZ_root x n : 0 < x -> powerRZ (sqrt x) n ^ 2 = powerRZ x n.
Proof.
  intros H; assert (P : 0 < sqrt x) by (apply sqrt_lt_R0, H).
  replace (powerRZ (sqrt x) n ^ 2) with (powerRZ (sqrt x * sqrt x) n);
    [rewrite sqrt_sqrt by lra; reflexivity | rewrite powerRZ_mult_distr_pos || rewrite powerRZ_mult; simpl; ring].
Qed.

Lemma sin_whole m : sin (PI * IZR m) = 0.
Proof. apply sin_eq_0_1; exists m; ring. Qed.

Lemma cos_half_whole m x : x = PI * IZR m + PI / 2 -> cos x = 0.
Proof. intros ->; apply cos_eq_0_1; exists m; ring. Qed.

Lemma circle x : sin x * sin x + cos x * cos x = 1.
Proof. apply sin2_cos2. Qed.

Lemma sin_pos x : 0 < x -> x <= 3 -> 0 < sin x.
Proof. intros; apply sin_gt_0; [assumption | apply Rle_lt_trans with 3; [assumption | interval]]. Qed.

Lemma root_above a x : 0 <= a -> a * a <= x -> a <= sqrt x.
Proof. intros Ha H; rewrite <- (sqrt_square a Ha); apply sqrt_le_1_alt, H. Qed.
